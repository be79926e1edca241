import DomainPrimitives
import Feed
import Storage

/// Sums of single orders by listing and month. They are changed in the transaction that stores an order: what the order
/// was is taken out of its month, what it is now is added to its month, so a late or corrected order changes exactly
/// the months that it is and was in. A month that is empty again stays, with zeros.
enum ListingMonths {
  /// Takes a change of an order into the sums.
  ///
  /// - Throws: `MonthSumOverflow`, or what the database throws.
  static func change(from old: Order?, to new: Order, in transaction: any WriteTransaction) throws {
    if let old {
      let (listing, month) = (old.listingID, CivilMonth(containing: old.orderedOn))
      let sums = try load(listing, month, in: transaction).subtracting(MonthSums(old))
      try save(sums, listing, month, in: transaction)
    }
    try add(MonthSums(new), new.listingID, CivilMonth(containing: new.orderedOn), in: transaction)
  }

  /// Adds to the sums of a month in one statement, which changes nothing when one of them would become too large.
  private static func add(
    _ sums: MonthSums,
    _ listingID: String,
    _ month: CivilMonth,
    in transaction: any WriteTransaction
  ) throws {
    let changed = try transaction.execute(
      """
      INSERT INTO listing_month (product_listing_id, month_first_day, completed_count, cancelled_count, \
      returned_count, quantity_thousandths, revenue_dong) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
      ON CONFLICT (product_listing_id, month_first_day) DO UPDATE SET \
      completed_count = listing_month.completed_count + excluded.completed_count, \
      cancelled_count = listing_month.cancelled_count + excluded.cancelled_count, \
      returned_count = listing_month.returned_count + excluded.returned_count, \
      quantity_thousandths = listing_month.quantity_thousandths + excluded.quantity_thousandths, \
      revenue_dong = listing_month.revenue_dong + excluded.revenue_dong \
      WHERE listing_month.completed_count <= 9223372036854775807 - excluded.completed_count \
      AND listing_month.cancelled_count <= 9223372036854775807 - excluded.cancelled_count \
      AND listing_month.returned_count <= 9223372036854775807 - excluded.returned_count \
      AND listing_month.quantity_thousandths <= 9223372036854775807 - excluded.quantity_thousandths \
      AND listing_month.revenue_dong <= 9223372036854775807 - excluded.revenue_dong
      """,
      arguments(sums, listingID, month)
    )
    if changed == 0 { throw MonthSumOverflow() }
  }

  /// What was sold through a listing in each month of a window that something is recorded of: a month's total stands
  /// for the whole month, instead of its single orders.
  static func sums(
    of listingID: String,
    from first: CivilMonth,
    through last: CivilMonth,
    in transaction: any ReadTransaction
  ) throws -> [CivilMonth: MonthSums] {
    var sums: [CivilMonth: MonthSums] = [:]
    let window: [DatabaseValue] = [.text(listingID), .day(first.firstDay), .day(last.firstDay)]
    try transaction.forEach(
      """
      SELECT month_first_day, completed_count, cancelled_count, returned_count, quantity_thousandths, revenue_dong \
      FROM listing_month WHERE product_listing_id = ?1 AND month_first_day >= ?2 AND month_first_day <= ?3
      """,
      window
    ) { sums[CivilMonth(containing: $0.day(0))] = stored($0) }
    try transaction.forEach(
      """
      SELECT month_first_day, order_count, cancelled_count, returned_count, quantity_thousandths, revenue_dong \
      FROM monthly_sales WHERE product_listing_id = ?1 AND month_first_day >= ?2 AND month_first_day <= ?3
      """,
      window
    ) { sums[CivilMonth(containing: $0.day(0))] = stored($0) }
    return sums
  }

  /// The last day up to `date` on which something was sold through a listing, as far as records say: the day of an
  /// order, or the last day of a month that a total tells of. Nil when nothing was.
  static func lastSale(
    of listingID: String,
    until date: CivilDate,
    in transaction: any ReadTransaction
  ) throws -> CivilDate? {
    let ordered = try transaction.queryOne(
      """
      SELECT ordered_on_day FROM single_order WHERE product_listing_id = ?1 AND ordered_on_day <= ?2 AND state = 1 \
      ORDER BY ordered_on_day DESC LIMIT 1
      """,
      [.text(listingID), .day(date)]
    ) { $0.day(0) }
    let total = try transaction.queryOne(
      """
      SELECT month_first_day FROM monthly_sales WHERE product_listing_id = ?1 AND month_first_day <= ?2 \
      AND (order_count > 0 OR quantity_thousandths > 0) ORDER BY month_first_day DESC LIMIT 1
      """,
      [.text(listingID), .day(date)]
    ) { min(CivilMonth(containing: $0.day(0)).lastDay, date) }
    return [ordered, total].compactMap { $0 }.max()
  }

  private static func load(
    _ listingID: String,
    _ month: CivilMonth,
    in transaction: any ReadTransaction
  ) throws -> MonthSums {
    try transaction.queryOne(
      """
      SELECT month_first_day, completed_count, cancelled_count, returned_count, quantity_thousandths, revenue_dong \
      FROM listing_month WHERE product_listing_id = ?1 AND month_first_day = ?2
      """,
      [.text(listingID), .day(month.firstDay)],
      stored
    ) ?? .zero
  }

  private static func save(
    _ sums: MonthSums,
    _ listingID: String,
    _ month: CivilMonth,
    in transaction: any WriteTransaction
  ) throws {
    try transaction.execute(
      """
      INSERT INTO listing_month (product_listing_id, month_first_day, completed_count, cancelled_count, \
      returned_count, quantity_thousandths, revenue_dong) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
      ON CONFLICT (product_listing_id, month_first_day) DO UPDATE SET completed_count = excluded.completed_count, \
      cancelled_count = excluded.cancelled_count, returned_count = excluded.returned_count, \
      quantity_thousandths = excluded.quantity_thousandths, revenue_dong = excluded.revenue_dong
      """,
      arguments(sums, listingID, month)
    )
  }

  private static func arguments(_ sums: MonthSums, _ listingID: String, _ month: CivilMonth) -> [DatabaseValue] {
    [
      .text(listingID), .day(month.firstDay), .integer(sums.completedCount), .integer(sums.cancelledCount),
      .integer(sums.returnedCount), .integer(sums.quantityThousandths), .integer(sums.revenueDong),
    ]
  }

  private static func stored(_ row: any Row) -> MonthSums {
    MonthSums(
      completedCount: row.integer(1),
      cancelledCount: row.integer(2),
      returnedCount: row.integer(3),
      quantityThousandths: row.integer(4),
      revenueDong: row.integer(5)
    )
  }
}
