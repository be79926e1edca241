import DomainPrimitives

/// Rules between products and between their documents.
struct ProductRules {
  let facts: any RegistryFacts

  /// A bar code stands for one product: with a second one a sale could not be told.
  func checkTradeItemNumber(of product: Product, rules: inout RuleChecker) throws {
    guard let gtin = product.gtin else { return }
    let others = try facts.productIDs(gtin: gtin).filter { $0 != product.id }
    guard let other = others.first else { return }
    rules.refuse(
      "gtin",
      "gtin_taken",
      try facts.isWithinReach(.product, id: other)
        ? "product \(other) bears the same number; correct one of them, or leave it empty"
        : "a product outside of your units bears the same number; compare it with the label"
    )
  }

  /// Documents of one kind may hold at the same time (test reports of two laboratories, labels of two sizes), but then
  /// they differ in their reference. Two of the same reference, or both without one, are the same paper twice: a
  /// renewal begins when the old one has run out or was withdrawn.
  func checkOverlap(of document: ProductDocument, rules: inout RuleChecker) throws {
    let days = try document.days
    let others = try facts.documents(
      productID: document.productID,
      kind: document.kind,
      reference: document.reference
    )
    for other in others where other.id != document.id {
      guard let both = try days.intersection(other.days) else { continue }
      rules.refuse(
        "issued_on",
        "document_twice",
        "document \(other.id) of the same kind and \(document.reference.isEmpty ? "also without a" : "the same") "
          + "reference holds on the same days (\(both)); give each its own reference, or withdraw the old one on the "
          + "day that the new one begins"
      )
      return
    }
  }
}
