import DomainPrimitives

/// A training or information session (tập huấn).
struct Training: Hashable, Sendable {
  /// Producers that one session's list may name.
  static let attendedMax = 1000

  let id: String
  let topic: String
  let heldOn: CivilDate
  /// Unit of any level, in force on `heldOn`.
  let unitCode: String
  let partner: String
  var attendedProducerIDs: [String]
}

extension Training {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    topic: String,
    heldOn: String,
    unitCode: String,
    partner: String,
    attended: [String],
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "training_id")
    rules.text(topic, "topic", charactersMax: 300)
    let held = rules.date(heldOn, "held_on")
    rules.text(unitCode, "unit_code")
    rules.optionalText(partner, "partner")
    rules.distinct(attended, "attended_producer_ids", countMax: Self.attendedMax)
    for producerID in attended.prefix(Self.attendedMax) where !FieldText.isIdentifier(producerID) {
      rules.identifier(producerID, "attended_producer_ids")
      break
    }
    guard rules.isClean, let held else { return nil }
    self.init(
      id: id,
      topic: topic,
      heldOn: held,
      unitCode: unitCode,
      partner: partner,
      attendedProducerIDs: attended
    )
  }
}
