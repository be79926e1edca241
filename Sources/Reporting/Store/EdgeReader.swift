import DomainPrimitives
import Storage

/// Reads single orders from a snapshot of the copy, as they were known at a revision.
struct EdgeReader {
  let transaction: any ReadTransaction
  /// Revision of the listing service's log up to which orders are known; nil = all.
  let listingRevision: UInt64?

  /// Sums of the orders of a part of a month, by the numbers of their listings.
  /// - Parameter count: Listings that there are sums of at least.
  func sums(_ part: SalesPeriod, count: Int) throws -> [SalesSums] {
    var all = [SalesSums](repeating: SalesSums(), count: count)
    try forEach(part) { number, line in
      if number >= all.count { all += repeatElement(SalesSums(), count: number + 1 - all.count) }
      all[number].add(line)
    }
    return all
  }

  /// Orders of some days, day by day, with the numbers of their listings.
  func forEach(_ period: SalesPeriod, _ body: (Int, OrderLine) throws -> Void) throws {
    try forEach("ordered_day >= ?1 AND ordered_day <= ?2", [.day(period.first), .day(period.last)]) { row in
      try body(Int(row.integer(6)), SalesMonths.line(row, from: 1))
    }
  }

  /// Orders of one listing, by its number, on one day, with their identifiers.
  func forEach(_ number: Int, on day: CivilDate, _ body: (String, OrderLine) throws -> Void) throws {
    try forEach("ordered_day = ?1 AND listing_number = ?2", [.day(day), .integer(Int64(number))]) { row in
      try body(row.text(0), SalesMonths.line(row, from: 1))
    }
  }

  private func forEach(_ condition: String, _ arguments: [DatabaseValue], _ body: (any Row) throws -> Void) throws {
    let columns = """
      SELECT order_id, ordered_day, state, evidence, quantity_thousandths, revenue_dong, listing_number
      """
    guard let listingRevision else {
      return try transaction.forEach(
        "\(columns) FROM sales_order WHERE \(condition) ORDER BY ordered_day, listing_number, order_id",
        arguments,
        body
      )
    }
    try transaction.forEach(
      """
      \(columns) FROM sales_order WHERE \(condition) AND revision <= ?3
      UNION ALL
      \(columns) FROM sales_order_version WHERE \(condition) AND revision <= ?3 AND superseded_revision > ?3
      ORDER BY ordered_day, listing_number, order_id
      """,
      arguments + [.integer(Int64(clamping: listingRevision))],
      body
    )
  }
}
