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
  /// Day from which it holds, in place of an earlier one; nil = from the phase's first day.
  let decidedOn: CivilDate?

  /// What it is for: of targets with the same aim the latest holds.
  struct Aim: Hashable, Sendable {
    let unitCode: String?
    let indicator: Indicator
  }

  /// What it is for, within its phase.
  var aim: Aim { Aim(unitCode: unitCode, indicator: indicator) }

  /// The day from which it holds.
  func day(in phase: CampaignPhase) -> CivilDate { decidedOn ?? phase.days.start }
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
    decidedOn: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "target_id")
    rules.identifier(phaseID, "phase_id")
    rules.optionalText(unitCode, "unit_code")
    let indicator = rules.choice(indicator, "indicator", of: Indicator.self)
    rules.number(percent, "target_percent", in: 1...100)
    rules.text(source, "source", charactersMax: 300)
    let decided = rules.optionalDate(decidedOn, "decided_on")
    guard rules.isClean, let indicator else { return nil }
    self.init(
      id: id,
      phaseID: phaseID,
      unitCode: unitCode.isEmpty ? nil : unitCode,
      indicator: indicator,
      percent: percent,
      source: source,
      decidedOn: decided
    )
  }
}
