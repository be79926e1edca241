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

  /// Months that a certificate lasts from its issue (148/QĐ-TTg and the decisions before and after it).
  static let validityMonths = 36

  /// The last day on which it is valid, inclusive: 36 months after the issue; of 29 February, 28 February.
  var expiresOn: CivilDate { issuedOn.adding(months: Self.validityMonths) }

  /// Whether it is valid on a day. The day of revocation itself is no longer valid.
  func isValid(on date: CivilDate) -> Bool {
    issuedOn <= date && date <= expiresOn && !isRevoked(by: date)
  }

  /// Whether it was revoked on that day or before.
  func isRevoked(by date: CivilDate) -> Bool {
    revokedOn.map { $0 <= date } ?? false
  }
}
