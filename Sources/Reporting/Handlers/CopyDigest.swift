import Feed
import Messages
import Storage

/// Digests of what the copy holds, record by record or by kind: two copies of the same logs have equal ones, whatever
/// way they were made.
struct CopyDigest {
  /// Rows in one answer.
  static let rowsMax = 5000
  /// Orders, which are kept apart from the facts.
  static let orders = "order"

  let transaction: any ReadTransaction

  /// Names of what there are digests of, in the order of the answer.
  static var tables: [String] { FactKind.allCases.map(\.name) + [orders] }

  /// The digest of all records of a kind, in the order of their identifiers.
  func table(_ name: String) throws -> ReportingV1.TableDigest {
    var all = SHA256()
    var count: UInt64 = 0
    try forEachRow(of: name, after: "", limit: nil) { identifier, digest in
      all.updateDelimited(Array(identifier.utf8))
      all.updateDelimited(digest)
      count += 1
    }
    var message = ReportingV1.TableDigest()
    message.table = name
    message.rowCount = count
    message.digest = all.finalize()
    return message
  }

  /// The digests of single records, those after one, at most `rowsMax`.
  func rows(of name: String, after identifier: String) throws -> [ReportingV1.RowDigest] {
    var rows: [ReportingV1.RowDigest] = []
    try forEachRow(of: name, after: identifier, limit: Self.rowsMax) { identifier, digest in
      var row = ReportingV1.RowDigest()
      row.rowID = identifier
      row.digest = digest
      rows.append(row)
    }
    return rows
  }

  private func forEachRow(
    of name: String,
    after identifier: String,
    limit: Int?,
    _ body: (String, [UInt8]) throws -> Void
  ) throws {
    let most = DatabaseValue.integer(Int64(limit ?? .max))
    if name == Self.orders {
      return try transaction.forEach(
        """
        SELECT order_id, product_listing_id, ordered_day, state, evidence, quantity_thousandths, revenue_dong
        FROM sales_order JOIN sales_listing ON sales_listing.listing_number = sales_order.listing_number
        WHERE order_id > ?1 ORDER BY order_id LIMIT ?2
        """,
        [.text(identifier), most]
      ) { row in
        var digest = SHA256()
        digest.updateDelimited(Array(row.text(1).utf8))
        for column in 2...6 { digest.updateDelimited(Array(String(row.integer(column)).utf8)) }
        try body(row.text(0), digest.finalize())
      }
    }
    guard let kind = FactKind.allCases.first(where: { $0.name == name }) else { return }
    try transaction.forEach(
      "SELECT record_id, change FROM fact WHERE kind = ?1 AND record_id > ?2 ORDER BY record_id LIMIT ?3",
      [.integer(kind.rawValue), .text(identifier), most]
    ) { row in
      var digest = SHA256()
      digest.update(row.bytes(1))
      try body(row.text(0), digest.finalize())
    }
  }
}
