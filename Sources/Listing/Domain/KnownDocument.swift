import DomainPrimitives

/// What is known of a paper or mark of a product, from the registry.
struct KnownDocument: Hashable, Sendable {
  let kind: DocumentKind
  let issuedOn: CivilDate
  /// Last day on which it holds; nil when it does not run out.
  let expiresOn: CivilDate?
  /// Day from which it holds no longer.
  let withdrawnOn: CivilDate?

  /// Whether it holds on a day.
  func isValid(on date: CivilDate) -> Bool {
    issuedOn <= date && (expiresOn.map { date <= $0 } ?? true) && (withdrawnOn.map { date < $0 } ?? true)
  }

  /// The last day on which it holds; nil when it does not run out.
  var lastValidDay: CivilDate? {
    [expiresOn, withdrawnOn.map { $0.adding(days: -1) }].compactMap { $0 }.min()
  }
}
