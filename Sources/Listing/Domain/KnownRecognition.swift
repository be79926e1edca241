import DomainPrimitives

/// What is known of a recognition (certificate) of a product, from the registry.
struct KnownRecognition: Hashable, Sendable {
  let id: String
  let issuedOn: CivilDate
  let revokedOn: CivilDate?
  /// Day on which the dossier for its re-evaluation was handed in.
  let reEvaluationFiledOn: CivilDate?
  /// Day on which that re-evaluation had its result.
  let reEvaluationDecidedOn: CivilDate?

  /// Its last valid day as issued, not counting a revocation or an extension.
  func lastValidDay(under rules: CertificateRules) -> CivilDate {
    issuedOn.adding(months: rules.rule(on: issuedOn).validityMonths)
  }

  /// Whether it holds on a day: as issued, or in the extension that a product in re-evaluation has.
  func isValid(on date: CivilDate, under rules: CertificateRules) -> Bool {
    guard issuedOn <= date, revokedOn.map({ date < $0 }) ?? true else { return false }
    let last = lastValidDay(under: rules)
    if date <= last { return true }
    guard let filed = reEvaluationFiledOn, filed <= date,
      reEvaluationDecidedOn.map({ date < $0 }) ?? true
    else { return false }
    return date <= last.adding(days: rules.rule(on: last).extensionDaysMax)
  }
}
