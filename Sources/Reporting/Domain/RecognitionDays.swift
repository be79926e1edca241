import DomainPrimitives

/// The days of a recognition, without its texts, under the decisions in force on them: reports go over those of all
/// products.
struct RecognitionDays: Hashable, Sendable {
  let issuedOn: CivilDate
  /// Nil unless revoked.
  let revokedOn: CivilDate?
  /// Inclusive.
  let lastValidDay: CivilDate
  /// The last day on which the product keeps it while it is evaluated again; nil when it does not.
  let extendedThrough: CivilDate?
  let stars: Int

  init(_ recognition: Recognition, under rules: CertificateRules) {
    issuedOn = recognition.issuedOn
    revokedOn = recognition.revokedOn
    stars = recognition.stars
    let last = recognition.lastValidDay(under: rules)
    lastValidDay = last
    let extensionDays = rules.rule(on: last).extensionDaysMax
    guard extensionDays > 0, let filed = recognition.reEvaluationFiledOn, filed <= last else {
      extendedThrough = nil
      return
    }
    let longest = last.adding(days: extensionDays)
    extendedThrough = min(longest, recognition.reEvaluationDecidedOn.map { $0.adding(days: -1) } ?? longest)
  }

  /// What it is on a day, from what is dated up to that day. Past its last valid day a product in re-evaluation keeps
  /// it until the day before the result, at most as long as the decision in force on that last day allows.
  func state(on date: CivilDate) -> RecognitionState {
    if issuedOn > date { return .notYet }
    if let revokedOn, revokedOn <= date { return .revoked }
    if date <= lastValidDay { return .valid }
    if let extendedThrough, date <= extendedThrough { return .inExtension }
    return .expired
  }
}
