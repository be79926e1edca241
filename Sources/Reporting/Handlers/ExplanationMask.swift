import AccessControl
import DomainPrimitives
import Messages

/// What is left out of the records behind a cell: the records stay, so that they still add up to the cell's figure.
struct ExplanationMask {
  private let hidesPersonalData: Bool
  /// Nil where every record is reached.
  private let rows: ReachedRows?

  /// What a call may see, on the map of a day.
  init(_ view: CallerView, on today: CivilDate, geography: AdministrativeGeography) {
    hidesPersonalData = view.hidesPersonalData
    rows =
      switch view.scope {
      case .everything: nil
      case .units(let units): .territory(OfficeTerritory(of: units, on: today, geography: geography))
      case .producer(let id): .producer(id)
      }
  }

  /// Leaves out of a record what may not be seen, and says so.
  ///
  /// - Parameter producer: Whose record it is; nil when it has not arrived, then only who reaches everything sees it.
  func apply(to record: inout ReportingV1.ExplainedRecord, of producer: Producer?) {
    if !reaches(producer) {
      var masked = ReportingV1.ExplainedRecord()
      masked.kind = record.kind
      masked.reason = record.reason
      masked.count = record.count
      masked.masked = true
      record = masked
    } else if hidesPersonalData, record.kind == "producer", producer?.isPerson != false {
      record.name = ""
      record.masked = true
    }
  }

  private func reaches(_ producer: Producer?) -> Bool {
    guard let rows else { return true }
    guard let producer else { return false }
    switch rows {
    case .territory(let territory): return territory.contains(unitCode: producer.unitCode, on: producer.registeredOn)
    case .producer(let id): return producer.id == id || producer.mergedIntoProducerID == id
    }
  }
}
