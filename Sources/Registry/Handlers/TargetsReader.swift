import DomainPrimitives
import Feed
import Messages
import Storage

/// Reads which targets of the campaign hold on a day, phase after phase.
struct TargetsReader {
  /// Phases that one page looks at.
  var phasesMax = 100

  /// Which targets are asked for.
  struct Query {
    let asOf: CivilDate
    /// Only of this phase; nil = all.
    let phaseID: String?
    /// Only for this unit; nil = all.
    let unitCode: String?
    /// Only for this indicator; nil = all.
    let indicator: Indicator?

    /// Whether a target is one of those.
    func admits(_ entry: TargetsInForce<CampaignTarget, Indicator>.Entry) -> Bool {
      (unitCode ?? entry.unitCode) == entry.unitCode && (indicator ?? entry.indicator) == entry.indicator
    }
  }

  /// How far a list has come: the last target, or the last phase without one. Written into page tokens.
  struct Place: Hashable {
    let phaseID: String
    /// Empty: all of the phase is read.
    let unitCode: String
    let indicatorNumber: Int

    init(phaseID: String, unitCode: String = "", indicatorNumber: Int = 0) {
      self.phaseID = phaseID
      self.unitCode = unitCode
      self.indicatorNumber = indicatorNumber
    }

    /// Reads "phase/indicator/unit". Nil for another text.
    init?(_ text: String) {
      let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, let number = Int(parts[1]) else { return nil }
      self.init(phaseID: parts[0], unitCode: parts[2], indicatorNumber: number)
    }

    var text: String { "\(phaseID)/\(indicatorNumber)/\(unitCode)" }
  }

  /// Targets, and where to go on; nil when nothing is left.
  struct Page {
    var targets: [RegistryV1.TargetInForce] = []
    var next: Place?
  }

  let query: Query
  let transaction: any ReadTransaction

  /// Throws `DatabaseError`.
  func page(after place: Place?, limit: Int) throws -> Page {
    var page = Page()
    var last = place
    // The rest of the phase that the page before ended in.
    if let place, !place.unitCode.isEmpty {
      let phase = try RegistryTables.phases.load(place.phaseID, in: transaction)?.record
      if let phase, try add(phase, after: place, limit: limit, to: &page) { return page }
    }
    let phases = try phases(after: place?.phaseID ?? "")
    for phase in phases {
      if try add(phase, after: nil, limit: limit, to: &page) { return page }
      last = Place(phaseID: phase.id)
    }
    if phases.count == phasesMax { page.next = last }
    return page
  }

  private func phases(after id: String) throws -> [CampaignPhase] {
    guard let phaseID = query.phaseID else {
      return try RegistryTables.phases.page(after: id, limit: phasesMax, in: transaction).map(\.record)
    }
    guard id < phaseID else { return [] }
    return try RegistryTables.phases.load(phaseID, in: transaction).map { [$0.record] } ?? []
  }

  /// Adds what holds in a phase; whether the page is full.
  private func add(_ phase: CampaignPhase, after place: Place?, limit: Int, to page: inout Page) throws -> Bool {
    let targets = try RegistryTables.targets.select("WHERE phase_id = ?1", [.text(phase.id)], in: transaction)
    let holding = TargetsInForce(targets, phaseStart: phase.days.start, on: query.asOf) { target in
      TargetsInForce.Version(
        id: target.id,
        unitCode: target.unitCode,
        indicator: target.indicator,
        decidedOn: target.decidedOn
      )
    }
    func key(_ unitCode: String, _ indicatorNumber: Int) -> (String, Int) { (unitCode, indicatorNumber) }
    let entries = holding.entries(unitCodes: phase.unitCodes).filter(query.admits)
      .sorted { key($0.unitCode, $0.indicator.rawValue) < key($1.unitCode, $1.indicator.rawValue) }
    for entry in entries {
      let number = entry.indicator.rawValue
      if let place, key(entry.unitCode, number) <= key(place.unitCode, place.indicatorNumber) { continue }
      page.targets.append(RegistryV1.TargetInForce(entry, phaseID: phase.id))
      if page.targets.count >= limit {
        page.next = Place(phaseID: phase.id, unitCode: entry.unitCode, indicatorNumber: number)
        return true
      }
    }
    return false
  }
}

extension RegistryV1.TargetInForce {
  fileprivate init(_ entry: TargetsInForce<CampaignTarget, Indicator>.Entry, phaseID: String) {
    self.init()
    self.phaseID = phaseID
    unitCode = entry.unitCode
    indicator = RegistryV1.Indicator(rawValue: Int32(entry.indicator.rawValue))
    target = RegistryV1.CampaignTarget(entry.target)
    holdsFrom = entry.holdsFrom.description
  }
}
