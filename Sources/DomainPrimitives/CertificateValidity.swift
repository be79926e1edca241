/// How long a recognition (certificate) holds: 36 months from its issue, the last day included
/// (1048/QĐ-TTg, 148/QĐ-TTg, 26/2026/QĐ-TTg agree). 29 February + 36 months is 28 February.
public enum CertificateValidity {
  /// 36.
  public static let months = 36

  /// The last day on which a certificate issued on a day is valid, if it is not revoked.
  public static func lastValidDay(issuedOn: CivilDate) -> CivilDate {
    issuedOn.adding(months: months)
  }

  /// The days on which a certificate is valid: from its issue to the last valid day or, when that is earlier, to the
  /// day before its revocation.
  public static func interval(issuedOn: CivilDate, revokedOn: CivilDate? = nil) -> DateInterval {
    let expires = lastValidDay(issuedOn: issuedOn).adding(days: 1)
    let end = max(issuedOn, min(expires, revokedOn ?? expires))
    return DateInterval(orderedStart: issuedOn, end: end)
  }
}
