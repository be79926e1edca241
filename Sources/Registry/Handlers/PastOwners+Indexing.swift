import Feed
import Messages
import Storage

/// What an older version of the service had stored.
extension PastOwners {
  /// Events of a record that are read at once.
  private static var eventsMax: Int { 200 }

  /// Whether all of it was looked through. Throws `DatabaseError`.
  static func isComplete(in transaction: any ReadTransaction) throws -> Bool {
    try !transaction.exists("SELECT 1 FROM past_owner_progress WHERE is_done = 0")
  }

  /// Looks through the past of the next records.
  ///
  /// - Parameter limit: Records at most.
  /// - Returns: Whether there may be more.
  /// - Throws: `DatabaseError`; an error of an event that cannot be decoded.
  static func takeIn(limit: Int, in transaction: any WriteTransaction) throws -> Bool {
    let sql = "SELECT kind, after_id FROM past_owner_progress WHERE is_done = 0 ORDER BY kind LIMIT 1"
    guard let next = try transaction.queryOne(sql, { ($0.integer(0), $0.text(1)) }) else { return false }
    let found = try RecordKind(rawValue: Int(next.0)).map { kind in
      try RegistryStore.page(kind, after: next.1, limit: limit, in: transaction)
    }
    var isWhole = true
    for stored in found ?? [] where try !takeIn(stored, in: transaction) { isWhole = false }
    // What was compacted away before nobody can tell any more; what is compacted from now on is noted.
    let floor = isWhole ? 0 : try ChangeLog.head(in: transaction).compactedRevision
    try transaction.execute(
      """
      UPDATE past_owner_progress SET after_id = ?2, is_done = ?3, \
      known_from_revision = CASE WHEN known_from_revision > ?4 THEN known_from_revision ELSE ?4 END WHERE kind = ?1
      """,
      [
        .integer(next.0), .text(found?.last?.record.id ?? next.1), .boolean((found?.count ?? 0) < limit),
        .integer(Int64(clamping: floor)),
      ]
    )
    return true
  }

  /// Whether the log still has the whole past of a record.
  private static func takeIn(
    _ stored: StoredRecord<RegistryRecord>,
    in transaction: any WriteTransaction
  ) throws -> Bool {
    let subject = "\(stored.record.kind.name)/\(stored.record.id)"
    var next = stored.revision
    while next > 0 {
      let events = try ChangeLog.events(ofSubject: subject, from: next, limit: eventsMax, in: transaction)
      guard let last = events.last else { return false }
      for event in events where !event.isErased {
        guard let past = try owner(toldBy: event), past != owner(of: stored.record) else { continue }
        try add(past, of: stored.record, in: transaction)
      }
      next = last.previousRevision
    }
    return true
  }

  /// Whose a record was, as it was stored then, whatever is asked of a record today.
  private static func owner(toldBy event: CommonV1.ChangeEvent) throws -> String? {
    switch try RegistryV1.Record(decodingBytes: event.change).record {
    case .recognition(let recognition): recognition.productID
    case .unitPlacement(let placement): placement.producerID
    default: nil
    }
  }
}
