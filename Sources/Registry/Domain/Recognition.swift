import DomainPrimitives

/// A recognition (certificate) of a product.
struct Recognition: Hashable, Sendable {
  let id: String
  let productID: String
  let stars: Int
  let points: Int
  let issuedOn: CivilDate
  let decisionNumber: String
  /// Day of revocation; nil unless revoked.
  let revokedOn: CivilDate?
  /// Why; nil unless revoked.
  let revocationGround: RevocationGround?
  /// Who certified; nil = who has to under the rule set in force on `issuedOn`.
  let authority: CertifyingAuthority?
  /// Group under that rule set; nil = the product's.
  let group: ProductGroup?
  /// Day on which the dossier for the re-evaluation of this certificate was handed in; nil while there is none.
  let reEvaluationFiledOn: CivilDate?
  /// Day of that re-evaluation's result, good or bad; nil while it is open.
  let reEvaluationDecidedOn: CivilDate?
}

extension Recognition {
  /// Checks the fields by themselves; nil when one was refused. Stars, authority, group and the days of re-evaluation
  /// are left to the check against the rule set in force.
  init?(
    id: String,
    productID: String,
    stars: Int,
    points: Int,
    issuedOn: String,
    decisionNumber: String,
    revokedOn: String,
    revocationGround: Int,
    authority: Int,
    group: Int,
    reEvaluationFiledOn: String,
    reEvaluationDecidedOn: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "recognition_id")
    rules.identifier(productID, "product_id")
    rules.number(points, "points", in: 0...100)
    let issued = rules.date(issuedOn, "issued_on")
    rules.optionalText(decisionNumber, "decision_number", charactersMax: 100)
    let revoked = rules.optionalDate(revokedOn, "revoked_on")
    rules.order(issued, "issued_on", revoked, "revoked_on")
    let ground = Self.ground(revocationGround, isRevoked: !revokedOn.isEmpty, rules: &rules)
    let authority = rules.optionalChoice(authority, "authority", of: CertifyingAuthority.self)
    let group = rules.optionalChoice(group, "group", of: ProductGroup.self)
    let filed = rules.optionalDate(reEvaluationFiledOn, "re_evaluation_filed_on")
    let decided = rules.optionalDate(reEvaluationDecidedOn, "re_evaluation_decided_on")
    if !reEvaluationDecidedOn.isEmpty, reEvaluationFiledOn.isEmpty {
      rules.refuse(
        "re_evaluation_filed_on",
        "missing",
        "re_evaluation_decided_on is set, so a dossier was handed in; give its day as re_evaluation_filed_on"
      )
    }
    rules.order(filed, "re_evaluation_filed_on", decided, "re_evaluation_decided_on")
    guard rules.isClean, let issued else { return nil }
    self.init(
      id: id,
      productID: productID,
      stars: stars,
      points: points,
      issuedOn: issued,
      decisionNumber: decisionNumber,
      revokedOn: revoked,
      revocationGround: ground,
      authority: authority,
      group: group,
      reEvaluationFiledOn: filed,
      reEvaluationDecidedOn: decided
    )
  }

  private static func ground(_ number: Int, isRevoked: Bool, rules: inout RuleChecker) -> RevocationGround? {
    if isRevoked { return rules.choice(number, "revocation_ground", of: RevocationGround.self) }
    if number != 0 {
      rules.refuse(
        "revocation_ground",
        "must_be_empty",
        "revocation_ground is set although revoked_on is empty; give the day of revocation or leave both empty"
      )
    }
    return nil
  }
}
