import DomainPrimitives

/// A single order. Who bought is never held.
struct Order: Hashable, Sendable {
  /// A thousand billion đồng, or as many units: anything larger is a typing error, and sums stay far from overflow.
  static let amountMax: Int64 = 1_000_000_000_000_000

  let id: String
  let listingID: String
  let orderedOn: CivilDate
  /// Above 0.
  let quantity: Quantity
  /// Whole đồng, 0 or more.
  let revenueDong: Int64
  let state: OrderState
  let evidence: EvidenceGrade
  /// Where the figure was taken from: a floor's export by its name and day, a letter; may be empty.
  let source: String
}

extension Order {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    listingID: String,
    orderedOn: String,
    quantityThousandths: Int64,
    revenueDong: Int64,
    state: Int,
    evidence: Int,
    source: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "order_id")
    rules.identifier(listingID, "product_listing_id")
    let ordered = rules.date(orderedOn, "ordered_on")
    rules.number(quantityThousandths, "quantity_thousandths", in: 1...Self.amountMax)
    rules.number(revenueDong, "revenue_dong", in: 0...Self.amountMax)
    let state = rules.choice(state, "state", of: OrderState.self)
    let evidence = rules.choice(evidence, "evidence", of: EvidenceGrade.self)
    rules.optionalText(source, "source")
    guard rules.isClean, let ordered, let state, let evidence else { return nil }
    self.init(
      id: id,
      listingID: listingID,
      orderedOn: ordered,
      quantity: Quantity(thousandths: quantityThousandths),
      revenueDong: revenueDong,
      state: state,
      evidence: evidence,
      source: source
    )
  }
}
