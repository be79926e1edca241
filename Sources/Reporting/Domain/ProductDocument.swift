import DomainPrimitives

/// A paper or mark of a product, and the days on which it holds.
struct ProductDocument: Hashable, Sendable {
  let id: String
  let productID: String
  /// "traceability_stamp", "label", …
  let kind: String
  let issuedOn: CivilDate
  /// Last day on which it holds; nil when it does not run out.
  let expiresOn: CivilDate?
  /// Day from which it holds no longer.
  let withdrawnOn: CivilDate?

  /// Whether it holds on a day.
  func holds(on date: CivilDate) -> Bool {
    issuedOn <= date && (expiresOn.map { date <= $0 } ?? true) && (withdrawnOn.map { date < $0 } ?? true)
  }
}
