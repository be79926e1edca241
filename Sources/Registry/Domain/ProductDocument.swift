import DomainPrimitives

/// A paper or mark of a product, and the days on which it holds.
struct ProductDocument: Hashable, Sendable {
  let id: String
  let productID: String
  let kind: DocumentKind
  /// First day on which it holds.
  let issuedOn: CivilDate
  /// Last day on which it holds; nil when it does not run out.
  let expiresOn: CivilDate?
  /// Day from which it holds no longer, before it has run out; nil otherwise.
  let withdrawnOn: CivilDate?
  /// Its number, or where it is kept.
  let reference: String

  /// The days on which it holds: empty when it was withdrawn on its first day.
  var days: DateInterval {
    get throws(CalendarError) {
      try DateInterval(start: issuedOn, end: withdrawnOn ?? expiresOn?.adding(days: 1))
    }
  }
}

extension ProductDocument {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    productID: String,
    kind: Int,
    issuedOn: String,
    expiresOn: String,
    withdrawnOn: String,
    reference: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "document_id")
    rules.identifier(productID, "product_id")
    let kind = rules.choice(kind, "kind", of: DocumentKind.self)
    let issued = rules.date(issuedOn, "issued_on")
    let expires = rules.optionalDate(expiresOn, "expires_on")
    let withdrawn = rules.optionalDate(withdrawnOn, "withdrawn_on")
    rules.order(issued, "issued_on", expires, "expires_on")
    rules.order(issued, "issued_on", withdrawn, "withdrawn_on")
    if let withdrawn, let expires, withdrawn > expires {
      rules.refuse(
        "withdrawn_on",
        "out_of_order",
        "withdrawn_on \(withdrawn) is after expires_on \(expires), when it had run out already; leave it empty"
      )
    }
    rules.optionalText(reference, "reference", charactersMax: 300)
    guard rules.isClean, let kind, let issued else { return nil }
    self.init(
      id: id,
      productID: productID,
      kind: kind,
      issuedOn: issued,
      expiresOn: expires,
      withdrawnOn: withdrawn,
      reference: reference
    )
  }
}
