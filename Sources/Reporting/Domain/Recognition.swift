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

  /// The last day on which it is valid, inclusive, if it is not revoked.
  var expiresOn: CivilDate { CertificateValidity.lastValidDay(issuedOn: issuedOn) }

  /// Whether it is valid on a day. The day of revocation itself is no longer valid.
  func isValid(on date: CivilDate) -> Bool {
    CertificateValidity.interval(issuedOn: issuedOn, revokedOn: revokedOn).contains(date)
  }
}
