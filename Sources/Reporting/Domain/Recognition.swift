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

  /// What it is on a day, from what is dated up to that day. Past its last valid day a product in re-evaluation keeps
  /// it until the day before the result, at most as long as the decision in force on that last day allows.
  func state(on date: CivilDate, under rules: CertificateRules) -> RecognitionState {
    if issuedOn > date { return .notYet }
    if let revokedOn, revokedOn <= date { return .revoked }
    let last = lastValidDay(under: rules)
    if date <= last { return .valid }
    let extensionDays = rules.rule(on: last).extensionDaysMax
    guard extensionDays > 0, let filed = reEvaluationFiledOn, filed <= date, filed <= last,
      date <= last.adding(days: extensionDays), reEvaluationDecidedOn.map({ date < $0 }) ?? true
    else { return .expired }
    return .inExtension
  }
}
