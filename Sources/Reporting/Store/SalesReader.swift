import DomainPrimitives
import Storage

/// Reads sales from one snapshot of the copy.
///
/// To count, the orders of a listing, month and state come as one record, and only those of the period: the rule of
/// the domain would leave the others out, and still decides about every record. Where the tables outgrow this, the
/// sums can come from a table kept by month, without a change to the rule.
struct SalesReader {
  let transaction: any ReadTransaction

  /// Sales of a period, orders summed by listing, month and state; and every monthly total of a month in it.
  func sums(from start: CivilDate?, through end: CivilDate) throws -> [SaleRecord] {
    try orderSums(from: start ?? .earliest, through: end)
      + transaction.query(
        """
        SELECT monthly_sales_id, product_listing_id, month_first_day, order_count, quantity_thousandths,
          revenue_dong, cancelled_count, returned_count
        FROM monthly_sales WHERE month_first_day <= ?1
        """,
        [.day(end)],
        Self.total
      )
  }

  private func orderSums(from start: CivilDate, through end: CivilDate) throws -> [SaleRecord] {
    do {
      return try transaction.query(
        """
        SELECT product_listing_id, month_first_day, state, count(*), CAST(sum(quantity_thousandths) AS BIGINT),
          CAST(sum(revenue_dong) AS BIGINT)
        FROM sales_order WHERE ordered_day >= ?1 AND ordered_day <= ?2
        GROUP BY product_listing_id, month_first_day, state
        """,
        [.day(start), .day(end)]
      ) { row in
        let month = row.month(1)
        let first = max(start, month.firstDay)
        let last = min(end, month.lastDay)
        return SaleRecord(
          id: "",
          listingID: row.text(0),
          month: month,
          content: .orders(state: Self.state(row.integer(2)), first: first, last: last),
          orderCount: UInt64(clamping: row.integer(3)),
          quantityThousandths: row.integer(4),
          revenueDong: row.integer(5)
        )
      }
    } catch let error as DatabaseError where Self.isOverflow(error) {
      throw FigureOverflow(figure: "the orders of a listing in a month")
    }
  }

  /// SQLite says "integer overflow" and has no code for it alone; PostgreSQL's says a number is out of range.
  private static func isOverflow(_ error: DatabaseError) -> Bool {
    error.message.hasSuffix("integer overflow") || error.engineState == "22003"
  }

  /// Every sale of these listings, one by one, of any time.
  /// - Returns: Nil when there are more than `maximum`.
  func all(ofListings listingIDs: [String], maximum: Int) throws -> [SaleRecord]? {
    var sales: [SaleRecord] = []
    for listingID in listingIDs {
      sales += try transaction.query(
        """
        SELECT order_id, product_listing_id, month_first_day, state, ordered_day, quantity_thousandths, revenue_dong
        FROM sales_order WHERE product_listing_id = ?1 ORDER BY ordered_day, order_id LIMIT ?2
        """,
        [.text(listingID), .integer(Int64(maximum - sales.count + 1))],
        Self.order
      )
      sales += try transaction.query(
        """
        SELECT monthly_sales_id, product_listing_id, month_first_day, order_count, quantity_thousandths, revenue_dong,
          cancelled_count, returned_count
        FROM monthly_sales WHERE product_listing_id = ?1 ORDER BY month_first_day, monthly_sales_id LIMIT ?2
        """,
        [.text(listingID), .integer(Int64(max(0, maximum - sales.count + 1)))],
        Self.total
      )
      if sales.count > maximum { return nil }
    }
    return sales
  }

  /// Listings that sales name but that have not arrived, sorted.
  func unknownListingIDs() throws -> [String] {
    try transaction.query(
      """
      SELECT product_listing_id FROM sales_order WHERE NOT EXISTS
        (SELECT 1 FROM product_listing WHERE product_listing.product_listing_id = sales_order.product_listing_id)
      UNION
      SELECT product_listing_id FROM monthly_sales WHERE NOT EXISTS
        (SELECT 1 FROM product_listing WHERE product_listing.product_listing_id = monthly_sales.product_listing_id)
      ORDER BY 1
      """
    ) { $0.text(0) }
  }

  private static func order(_ row: any Row) -> SaleRecord {
    SaleRecord(
      id: row.text(0),
      listingID: row.text(1),
      month: row.month(2),
      content: .orders(state: state(row.integer(3)), first: row.day(4), last: row.day(4)),
      orderCount: 1,
      quantityThousandths: row.integer(5),
      revenueDong: row.integer(6)
    )
  }

  private static func total(_ row: any Row) -> SaleRecord {
    SaleRecord(
      id: row.text(0),
      listingID: row.text(1),
      month: row.month(2),
      content: .monthlyTotal(
        cancelledCount: UInt64(clamping: row.integer(6)),
        returnedCount: UInt64(clamping: row.integer(7))
      ),
      orderCount: UInt64(clamping: row.integer(3)),
      quantityThousandths: row.integer(4),
      revenueDong: row.integer(5)
    )
  }

  private static func state(_ number: Int64) -> OrderState {
    OrderState(rawValue: number) ?? .unknown
  }
}
