import DomainPrimitives

/// A recognition (certificate) of a product.
struct Recognition: Hashable, Sendable {
  let id: String
  let productID: String
  /// 3 to 5.
  let stars: Int
  let issuedOn: CivilDate
  /// The day of revocation; nil unless revoked.
  let revokedOn: CivilDate?

  /// "misuse_of_mark", …; empty unless revoked.
  var revocationGround = ""
  /// Day on which the dossier for its re-evaluation was handed in.
  var reEvaluationFiledOn: CivilDate?
  /// Day on which that re-evaluation had its result.
  var reEvaluationDecidedOn: CivilDate?

  /// The last day on which it is valid, inclusive, if it is not revoked: by the decision in force on the day of issue.
  func lastValidDay(under rules: CertificateRules) -> CivilDate {
    issuedOn.adding(months: rules.rule(on: issuedOn).validityMonths)
  }

  /// What it is on a day.
  func state(on date: CivilDate, under rules: CertificateRules) -> RecognitionState {
    RecognitionDays(self, under: rules).state(on: date)
  }
}
