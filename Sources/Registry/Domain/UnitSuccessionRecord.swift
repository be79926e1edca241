import DomainPrimitives

/// What became of a unit, with the resolution it rests on.
struct UnitSuccessionRecord: Hashable, Sendable {
  let succession: UnitSuccession
  let legalBasis: String

  /// "from_code@from_valid_from>to_code@to_valid_from".
  var id: String { "\(succession.from)>\(succession.to)" }
}

extension UnitSuccessionRecord {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    from: (code: String, validFrom: String),
    to: (code: String, validFrom: String),
    change: Int,
    legalBasis: String,
    rules: inout RuleChecker
  ) {
    UnitRules.checkCode(from.code, "from_code", rules: &rules)
    UnitRules.checkCode(to.code, "to_code", rules: &rules)
    let fromValidFrom = rules.date(from.validFrom, "from_valid_from")
    let toValidFrom = rules.date(to.validFrom, "to_valid_from")
    let change = rules.choice(change, "change", of: UnitSuccession.Change.self)
    rules.text(legalBasis, "legal_basis", charactersMax: 300)
    guard let fromValidFrom, let toValidFrom, let change else { return nil }
    let fromKey = UnitKey(code: from.code, validFrom: fromValidFrom)
    let toKey = UnitKey(code: to.code, validFrom: toValidFrom)
    if fromKey == toKey {
      rules.refuse("to_code", "succeeds_itself", "\(fromKey) cannot succeed itself; name the unit that it became")
    }
    guard rules.isClean else { return nil }
    self.init(
      succession: UnitSuccession(from: fromKey, to: toKey, change: change),
      legalBasis: legalBasis
    )
  }
}
