import AccessControl
import DomainPrimitives

/// Which producers a caller sees by themselves in a report that is open to it as a whole.
struct RowSight {
  private let hidesPersonalData: Bool
  /// Nil where every record is reached.
  private let rows: ReachedRows?

  /// Somebody who sees everything.
  static let everything = RowSight(hidesPersonalData: false, rows: nil)

  private init(hidesPersonalData: Bool, rows: ReachedRows?) {
    self.hidesPersonalData = hidesPersonalData
    self.rows = rows
  }

  /// What a call may see, on the map of a day.
  init(_ view: CallerView, on today: CivilDate, _ territories: TerritoryMap) {
    hidesPersonalData = view.hidesPersonalData
    rows =
      switch view.scope {
      case .everything: nil
      case .units(let units): .territory(territories.territory(of: units, on: today), producers: nil)
      case .producer(let id): .producer(id)
      }
  }

  /// Whether nothing is kept from the caller. To be asked before each of thousands of records is looked at for it.
  var isUnlimited: Bool { rows == nil && !hidesPersonalData }

  /// Whether the records of a producer are shown; -1: it has not arrived, then only who reaches everything sees them.
  func reaches(_ producer: Int, _ facts: CampaignFacts) -> Bool {
    reaches(producer < 0 ? nil : facts.producers[producer])
  }

  func reaches(_ producer: Producer?) -> Bool {
    guard let rows else { return true }
    guard let producer else { return false }
    switch rows {
    case .territory(let territory, _):
      return territory.contains(unitCode: producer.unitCode, on: producer.registeredOn)
    case .producer(let id): return producer.id == id || producer.mergedIntoProducerID == id
    }
  }

  /// Whether the name of a producer is personal and not for this caller.
  func hidesName(of producer: Int, _ facts: CampaignFacts) -> Bool {
    hidesName(of: producer < 0 ? nil : facts.producers[producer])
  }

  func hidesName(of producer: Producer?) -> Bool {
    hidesPersonalData && producer?.isPerson != false
  }
}
