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

  /// The last day on which it is valid, if it is not revoked.
  var lastValidDay: CivilDate { CertificateValidity.lastValidDay(issuedOn: issuedOn) }

  /// Whether it is valid on a day.
  func isValid(on date: CivilDate) -> Bool {
    CertificateValidity.interval(issuedOn: issuedOn, revokedOn: revokedOn).contains(date)
  }
}

extension Recognition {
  /// Checks the fields by themselves, stars against the decision in force; nil when one was refused.
  init?(
    id: String,
    productID: String,
    stars: Int,
    points: Int,
    issuedOn: String,
    decisionNumber: String,
    revokedOn: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "recognition_id")
    rules.identifier(productID, "product_id")
    rules.number(points, "points", in: 50...100)
    let issued = rules.date(issuedOn, "issued_on")
    if let issued, (50...100).contains(points) {
      StarRules.check(stars: stars, points: points, issuedOn: issued, rules: &rules)
    }
    rules.optionalText(decisionNumber, "decision_number", charactersMax: 100)
    let revoked = rules.optionalDate(revokedOn, "revoked_on")
    rules.order(issued, "issued_on", revoked, "revoked_on")
    guard rules.isClean, let issued else { return nil }
    self.init(
      id: id,
      productID: productID,
      stars: stars,
      points: points,
      issuedOn: issued,
      decisionNumber: decisionNumber,
      revokedOn: revoked
    )
  }
}
