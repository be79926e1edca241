import DomainPrimitives

/// A month's total of a listing; it stands for all of that month's sales of that listing.
struct MonthlySales: Hashable, Sendable {
  let id: String
  let listingID: String
  let month: CivilMonth
  /// Completed orders.
  let orderCount: Int
  let quantity: Quantity
  /// Whole đồng.
  let revenueDong: Int64
  let cancelledCount: Int
  let returnedCount: Int
  let evidence: EvidenceGrade
  /// Where the figure was taken from: a floor's export by its name and day, a letter; may be empty.
  let source: String
}

extension MonthlySales {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    listingID: String,
    month: String,
    counts: (orders: Int, cancelled: Int, returned: Int),
    quantityThousandths: Int64,
    revenueDong: Int64,
    evidence: Int,
    source: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "monthly_sales_id")
    rules.identifier(listingID, "product_listing_id")
    let month = rules.month(month, "month")
    rules.number(quantityThousandths, "quantity_thousandths", in: 0...Order.amountMax)
    rules.number(revenueDong, "revenue_dong", in: 0...Order.amountMax)
    let evidence = rules.choice(evidence, "evidence", of: EvidenceGrade.self)
    rules.optionalText(source, "source")
    guard rules.isClean, let month, let evidence else { return nil }
    self.init(
      id: id,
      listingID: listingID,
      month: month,
      orderCount: counts.orders,
      quantity: Quantity(thousandths: quantityThousandths),
      revenueDong: revenueDong,
      cancelledCount: counts.cancelled,
      returnedCount: counts.returned,
      evidence: evidence,
      source: source
    )
  }
}
