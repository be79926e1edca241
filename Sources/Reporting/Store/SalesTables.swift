import DomainPrimitives
import Storage

/// Writes single orders and the sums of their months. Made for one transaction: `finish` writes the sums.
final class SalesTables {
  private struct MonthKey: Hashable {
    let listingNumber: Int64
    let monthIndex: Int32
  }

  private struct MonthChange {
    var taken: [OrderLine] = []
    var added: [OrderLine] = []
    var revision: Int64
  }

  private struct StoredOrder {
    let listingNumber: Int64
    let line: OrderLine
    let revision: Int64
  }

  private let transaction: any WriteTransaction
  private var listingNumbers: [String: Int64] = [:]
  private var nextListingNumber: Int64?
  private var months: [MonthKey: MonthChange] = [:]

  init(transaction: any WriteTransaction) {
    self.transaction = transaction
  }

  /// Stores an order as one event brought it, and keeps what it was before. An event that is not newer than what is
  /// stored does nothing, nor does one that brings the same.
  func store(_ order: SaleRecord, line: OrderLine, revision: UInt64) throws {
    let number = try listingNumber(of: order.listingID)
    let new = StoredOrder(listingNumber: number, line: line, revision: Int64(clamping: revision))
    if try insert(new, id: order.id) {
      note(new) { $0.added.append(line) }
      return
    }
    guard let old = try load(order.id), old.revision < new.revision else { return }
    guard old.line != line || old.listingNumber != number else { return }
    try keep(old, id: order.id, until: new.revision)
    try replace(new, id: order.id)
    note(old, revision: new.revision) { $0.taken.append(old.line) }
    note(new) { $0.added.append(line) }
  }

  /// Writes the sums of the months that have changed.
  func finish() throws {
    for (key, change) in months.sorted(by: { Self.isBefore($0.key, $1.key) }) { try write(change, to: key) }
    months = [:]
  }

  private static func isBefore(_ left: MonthKey, _ right: MonthKey) -> Bool {
    (left.listingNumber, left.monthIndex) < (right.listingNumber, right.monthIndex)
  }

  private func note(_ order: StoredOrder, revision: Int64? = nil, _ change: (inout MonthChange) -> Void) {
    let key = MonthKey(listingNumber: order.listingNumber, monthIndex: order.line.monthIndex)
    let revision = revision ?? order.revision
    var noted = months[key] ?? MonthChange(revision: revision)
    noted.revision = max(noted.revision, revision)
    change(&noted)
    months[key] = noted
  }

  private func listingNumber(of identifier: String) throws -> Int64 {
    if let known = listingNumbers[identifier] { return known }
    let stored = try transaction.queryOne(
      "SELECT listing_number FROM sales_listing WHERE product_listing_id = ?1",
      [.text(identifier)]
    ) { $0.integer(0) }
    let number = try stored ?? addListing(identifier)
    listingNumbers[identifier] = number
    return number
  }

  private func addListing(_ identifier: String) throws -> Int64 {
    let number =
      try nextListingNumber
      ?? (transaction.queryOne("SELECT coalesce(max(listing_number), 0) + 1 FROM sales_listing") { $0.integer(0) } ?? 1)
    nextListingNumber = number + 1
    try transaction.execute(
      "INSERT INTO sales_listing (listing_number, product_listing_id) VALUES (?1, ?2)",
      [.integer(number), .text(identifier)]
    )
    return number
  }

  private func insert(_ order: StoredOrder, id: String) throws -> Bool {
    try transaction.execute(
      """
      INSERT INTO sales_order (order_id, listing_number, ordered_day, state, evidence, quantity_thousandths,
        revenue_dong, revision)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING
      """,
      values(order, id: id)
    ) > 0
  }

  /// The day is part of the key, and may have changed.
  private func replace(_ order: StoredOrder, id: String) throws {
    try transaction.execute("DELETE FROM sales_order WHERE order_id = ?1", [.text(id)])
    _ = try insert(order, id: id)
  }

  private func keep(_ order: StoredOrder, id: String, until revision: Int64) throws {
    try transaction.execute(
      """
      INSERT INTO sales_order_version (order_id, listing_number, ordered_day, state, evidence, quantity_thousandths,
        revenue_dong, revision, superseded_revision)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING
      """,
      values(order, id: id) + [.integer(revision)]
    )
  }

  private func values(_ order: StoredOrder, id: String) -> [DatabaseValue] {
    [
      .text(id), .integer(order.listingNumber), .day(order.line.day), .integer(order.line.state.rawValue),
      .integer(order.line.evidence.rawValue), .integer(order.line.quantityThousandths),
      .integer(order.line.revenueDong), .integer(order.revision),
    ]
  }

  private func load(_ id: String) throws -> StoredOrder? {
    try transaction.queryOne(
      """
      SELECT listing_number, ordered_day, state, evidence, quantity_thousandths, revenue_dong, revision
      FROM sales_order WHERE order_id = ?1
      """,
      [.text(id)]
    ) { StoredOrder(listingNumber: $0.integer(0), line: SalesMonths.line($0, from: 1), revision: $0.integer(6)) }
  }

  private func write(_ change: MonthChange, to key: MonthKey) throws {
    let place: [DatabaseValue] = [.integer(Int64(key.monthIndex)), .integer(key.listingNumber)]
    let stored = try transaction.queryOne(
      "\(SalesMonths.selection) WHERE month_index = ?1 AND listing_number = ?2",
      place,
      SalesMonths.days
    )
    var days = try MonthDays(stored ?? [])
    for line in change.taken { days.subtract(line) }
    for line in change.added { days.add(line) }
    // A sum that did not fit does not come back by taking out: the orders are there, so it is made anew.
    if days.sums.isTooLarge { days = try recount(key) }
    try transaction.execute(
      """
      INSERT INTO sales_month (month_index, listing_number, changed_revision, days) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (month_index, listing_number) DO UPDATE SET changed_revision = excluded.changed_revision,
        days = excluded.days
      """,
      place + [.integer(change.revision), .bytes(days.bytes)]
    )
  }

  private func recount(_ key: MonthKey) throws -> MonthDays {
    var days = MonthDays()
    try transaction.forEach(
      """
      SELECT ordered_day, state, evidence, quantity_thousandths, revenue_dong FROM sales_order
      WHERE listing_number = ?1 AND ordered_day >= ?2 AND ordered_day <= ?3
      """,
      [
        .integer(key.listingNumber), .day(MonthSales.month(key.monthIndex).firstDay),
        .day(MonthSales.month(key.monthIndex).lastDay),
      ]
    ) { days.add(SalesMonths.line($0, from: 0)) }
    return days
  }
}
