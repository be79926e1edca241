import Storage

/// Reads and stores contacts.
enum ContactStore {
  private static let columns = "producer_id, representative, phone, address"

  static func load(_ producerID: String, in transaction: any ReadTransaction) throws -> Contact? {
    try transaction.queryOne("SELECT \(columns) FROM contact WHERE producer_id = ?1", [.text(producerID)], contact)
  }

  /// Up to `limit` contacts of producers after one, by producer.
  static func page(after producerID: String, limit: Int, in transaction: any ReadTransaction) throws -> [Contact] {
    let sql = "SELECT \(columns) FROM contact WHERE producer_id > ?1 ORDER BY producer_id LIMIT ?2"
    return try transaction.query(sql, [.text(producerID), .integer(Int64(limit))], contact)
  }

  static func save(_ contact: Contact, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      INSERT INTO contact (producer_id, representative, phone, address) VALUES (?1, ?2, ?3, ?4) \
      ON CONFLICT (producer_id) DO UPDATE SET representative = excluded.representative, phone = excluded.phone, \
      address = excluded.address
      """,
      [.text(contact.producerID), .text(contact.representative), .text(contact.phone), .text(contact.address)]
    )
  }

  /// - Returns: Whether there was one.
  static func delete(_ producerID: String, in transaction: any WriteTransaction) throws -> Bool {
    try transaction.execute("DELETE FROM contact WHERE producer_id = ?1", [.text(producerID)]) > 0
  }

  private static func contact(_ row: any Row) -> Contact {
    Contact(producerID: row.text(0), representative: row.text(1), phone: row.text(2), address: row.text(3))
  }
}
