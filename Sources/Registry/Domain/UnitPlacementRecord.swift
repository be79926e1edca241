import DomainPrimitives

/// Where an officer has placed a producer whose unit was split.
struct UnitPlacementRecord: Hashable, Sendable {
  let id: String
  let producerID: String
  /// The unit that the producer lies in, one of those that its own became.
  let unit: UnitKey
  /// Day of the decision.
  let decidedOn: CivilDate
  /// Why.
  let ground: String
}

extension UnitPlacementRecord {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    producerID: String,
    unitCode: String,
    unitValidFrom: String,
    decidedOn: String,
    ground: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "placement_id")
    rules.identifier(producerID, "producer_id")
    if !UnitRules.isCode(unitCode) {
      rules.refuse(
        "unit_code",
        "bad_unit_code",
        "\(FieldText.quoted(unitCode)) is no unit's code; write it with its leading zeros"
      )
    }
    let validFrom = rules.date(unitValidFrom, "unit_valid_from")
    let decided = rules.date(decidedOn, "decided_on")
    rules.text(ground, "ground", charactersMax: 1000)
    guard rules.isClean, let validFrom, let decided else { return nil }
    self.init(
      id: id,
      producerID: producerID,
      unit: UnitKey(code: unitCode, validFrom: validFrom),
      decidedOn: decided,
      ground: ground
    )
  }
}
