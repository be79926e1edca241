public import Messages
import RPC
public import Storage

/// Lists records by their last change, from the change log: what a caller that was here before has not seen. Costs no
/// index, and a page looks through a bounded part of the log.
public enum ChangedRecords {
  /// Events that one page looks through.
  static let scannedMax = 5_000
  /// Apart from lists of the same kind by identifier.
  private static let cursorOffset = 2_000

  /// A page of records that were changed after a revision, by the revision of their last change.
  ///
  /// - Parameters:
  ///   - kind: Number of the kind, and its name in events.
  ///   - revision: The revision that the caller knows.
  ///   - page: The page asked for.
  ///   - load: The record with an identifier as it is now; nil when the caller does not reach it.
  /// - Returns: The records, and the token of the next page; empty when the log was looked through.
  /// - Throws: `RPCError` INVALID_ARGUMENT for a bad page; what `load` throws; `DatabaseError`.
  public static func page<Record: Sendable>(
    of kind: (number: Int, name: String),
    after revision: UInt64,
    page: CommonV1.PageRequest?,
    in transaction: any ReadTransaction,
    load: (String) throws -> StoredRecord<Record>?
  ) throws -> (records: [StoredRecord<Record>], nextPageToken: String) {
    let cursor = try PageCursor(kind: kind.number + cursorOffset, page: page)
    var after = revision
    if !cursor.afterID.isEmpty {
      guard let token = UInt64(cursor.afterID) else {
        throw RPCError.invalid(
          field: "page.page_token",
          reason: "bad_page_token",
          description: "page_token is not one that a list of changes returned; start again without it"
        )
      }
      after = max(after, token)
    }
    let (found, goesOnAfter) = try ChangeLog.changes(
      ofKind: kind.name,
      after: after,
      limit: scannedMax,
      in: transaction
    )
    var records: [StoredRecord<Record>] = []
    for change in found {
      guard let stored = try load(change.id), stored.revision == change.revision else { continue }
      if records.count == cursor.limit {
        return (records, cursor.token(after: String(records[records.count - 1].revision)))
      }
      records.append(stored)
    }
    return (records, goesOnAfter.map { cursor.token(after: String($0)) } ?? "")
  }
}
