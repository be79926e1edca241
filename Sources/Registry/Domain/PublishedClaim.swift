import DomainPrimitives

/// A figure that somebody published.
struct PublishedClaim: Hashable, Sendable {
  let id: String
  let indicator: Indicator
  /// Phase the claim speaks of; nil = the whole campaign.
  let phaseID: String?
  /// In the words of the source: "about 40".
  let wording: String
  let value: Int64
  let asOf: CivilDate
  let source: String
}

extension PublishedClaim {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    indicator: Int,
    phaseID: String,
    wording: String,
    value: UInt64,
    asOf: String,
    source: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "claim_id")
    let indicator = rules.choice(indicator, "indicator", of: Indicator.self)
    rules.optionalIdentifier(phaseID, "phase_id")
    rules.text(wording, "wording", charactersMax: 300)
    rules.number(value, "value", in: 0...1_000_000_000_000_000)
    let asOf = rules.date(asOf, "as_of")
    rules.text(source, "source", charactersMax: 300)
    guard rules.isClean, let indicator, let asOf else { return nil }
    self.init(
      id: id,
      indicator: indicator,
      phaseID: phaseID.isEmpty ? nil : phaseID,
      wording: wording,
      value: Int64(value),
      asOf: asOf,
      source: source
    )
  }
}
