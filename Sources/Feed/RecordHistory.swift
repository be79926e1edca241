public import Messages
public import RPC
public import Storage

/// The past of one record, from the change log, for the calls that show it.
public enum RecordHistory {
  /// A page of a record's versions.
  public struct Page: Sendable {
    /// Their events, newest first.
    public let events: [CommonV1.ChangeEvent]
    /// Token of the next page; empty on the last.
    public let nextPageToken: String
    /// Whether earlier ones were compacted away.
    public let isTruncated: Bool
  }

  /// Apart from lists of the same kind, so that their tokens are not taken for each other's.
  private static let cursorOffset = 1_000

  /// The event that told of a record as it was after a revision.
  ///
  /// - Parameters:
  ///   - kind: For errors: "producer".
  ///   - id: The record's identifier.
  ///   - newestRevision: Revision of its last change.
  ///   - revision: The revision asked for.
  /// - Throws: `RPCError` NOT_FOUND when there was none yet, or its state was erased; OUT_OF_RANGE when the log does
  ///   not know any more, or not yet; `DatabaseError`.
  public static func event(
    of kind: String,
    id: String,
    newestRevision: UInt64,
    atRevision revision: UInt64,
    in transaction: any ReadTransaction
  ) throws -> CommonV1.ChangeEvent {
    switch try ChangeLog.state(newestRevision: newestRevision, atRevision: revision, in: transaction) {
    case .event(let event) where event.isErased:
      throw RPCError.missing(
        kind,
        name: id,
        description: "what this \(kind) was at revision \(revision) was erased on a person's behalf"
      )
    case .event(let event):
      return event
    case .absent:
      throw RPCError.missing(
        kind,
        name: id,
        description: "there was no \(kind) with this identifier at revision \(revision)"
      )
    case .compacted(let floor):
      throw compacted("this \(kind)", atRevision: revision, floor: floor)
    }
  }

  /// The error for a past that the log does not know any more: OUT_OF_RANGE, "compacted".
  ///
  /// - Parameters:
  ///   - record: What was asked for: "this producer".
  ///   - revision: The revision asked for.
  ///   - floor: Revision from which on everything is known.
  public static func compacted(_ record: String, atRevision revision: UInt64, floor: UInt64) -> RPCError {
    .refused(
      .outOfRange,
      field: "at_revision",
      reason: "compacted",
      description: "what \(record) was at revision \(revision) was compacted away; the log is whole from revision "
        + "\(floor) on"
    )
  }

  /// A page of a record's versions, newest first.
  ///
  /// - Parameters:
  ///   - kind: Number of the kind.
  ///   - subject: The record as events name it: "producer/HTX-01".
  ///   - newestRevision: Revision of its last change.
  ///   - page: The page asked for.
  /// - Throws: `RPCError` INVALID_ARGUMENT for a bad page; `DatabaseError`.
  public static func page(
    kind: Int,
    subject: String,
    newestRevision: UInt64,
    page: CommonV1.PageRequest?,
    in transaction: any ReadTransaction
  ) throws -> Page {
    let cursor = try PageCursor(kind: kind + cursorOffset, page: page)
    var first = newestRevision
    if !cursor.afterID.isEmpty {
      guard let revision = UInt64(cursor.afterID), revision > 0 else { throw badToken }
      first = revision
    }
    let found = try ChangeLog.events(ofSubject: subject, from: first, limit: cursor.limit + 1, in: transaction)
    // A token is the revision of an event of the record, and of no other.
    if found.isEmpty, !cursor.afterID.isEmpty { throw badToken }
    let (events, token) = cursor.page(found) { String(found[$0].previousRevision) }
    let isLast = token.isEmpty
    return Page(
      events: events,
      nextPageToken: token,
      isTruncated: isLast && (events.last?.previousRevision ?? newestRevision) > 0
    )
  }

  private static var badToken: RPCError {
    .invalid(
      field: "page.page_token",
      reason: "bad_page_token",
      description: "page_token is not one that this record's history returned; start again without it"
    )
  }
}
