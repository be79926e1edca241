import DomainPrimitives

/// What a unit, or every unit, is to reach in a phase.
struct CampaignTarget: Hashable, Sendable {
  let id: String
  let phaseID: String
  /// A unit of the phase; nil = every one.
  let unitCode: String?
  let indicator: Indicator
  /// 1 to 100.
  let percent: Int
  /// Decision or plan it rests on.
  let source: String
}

extension CampaignTarget {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    phaseID: String,
    unitCode: String,
    indicator: Int,
    percent: Int,
    source: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "target_id")
    rules.identifier(phaseID, "phase_id")
    rules.optionalText(unitCode, "unit_code")
    let indicator = rules.choice(indicator, "indicator", of: Indicator.self)
    rules.number(percent, "target_percent", in: 1...100)
    rules.text(source, "source", charactersMax: 300)
    guard rules.isClean, let indicator else { return nil }
    self.init(
      id: id,
      phaseID: phaseID,
      unitCode: unitCode.isEmpty ? nil : unitCode,
      indicator: indicator,
      percent: percent,
      source: source
    )
  }
}
