import DomainPrimitives
import Storage

/// Sums single orders of a part of a month, from a snapshot of the copy, as they were known at a revision.
struct EdgeReader {
  let transaction: any ReadTransaction
  /// Revision of the listing service's log up to which orders are known; nil = all.
  let listingRevision: UInt64?

  /// Sums of the orders of a listing, by its number.
  func sums(_ number: Int, _ period: SalesPeriod) throws -> SalesSums {
    var sums = SalesSums()
    try forEach(number, period) { _, line in sums.add(line) }
    return sums
  }

  /// Orders of a listing, by its number, in the order of their days; with their identifiers.
  func forEach(_ number: Int, _ period: SalesPeriod, _ body: (String, OrderLine) throws -> Void) throws {
    let range: [DatabaseValue] = [.integer(Int64(number)), .day(period.first), .day(period.last)]
    guard let listingRevision else {
      try transaction.forEach(
        """
        SELECT order_id, ordered_day, state, evidence, quantity_thousandths, revenue_dong FROM sales_order
        WHERE listing_number = ?1 AND ordered_day >= ?2 AND ordered_day <= ?3 ORDER BY ordered_day, order_id
        """,
        range
      ) { try body($0.text(0), SalesMonths.line($0, from: 1)) }
      return
    }
    try transaction.forEach(
      """
      SELECT order_id, ordered_day, state, evidence, quantity_thousandths, revenue_dong FROM sales_order
      WHERE listing_number = ?1 AND ordered_day >= ?2 AND ordered_day <= ?3 AND revision <= ?4
      UNION ALL
      SELECT order_id, ordered_day, state, evidence, quantity_thousandths, revenue_dong FROM sales_order_version
      WHERE listing_number = ?1 AND ordered_day >= ?2 AND ordered_day <= ?3 AND revision <= ?4
        AND superseded_revision > ?4
      ORDER BY ordered_day, order_id
      """,
      range + [.integer(Int64(clamping: listingRevision))]
    ) { try body($0.text(0), SalesMonths.line($0, from: 1)) }
  }
}
