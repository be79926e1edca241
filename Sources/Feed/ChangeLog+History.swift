public import Messages
internal import RPC
public import Storage

extension ChangeLog {
  /// Changes of one subject that are walked through at most.
  static let walkedEventsMax = 100_000

  /// A subject as it was after a revision of the log. From its newest event every event names the one before it, so
  /// nothing is searched for and no index is needed.
  ///
  /// - Parameters:
  ///   - newestRevision: The subject's newest event, as its record has it.
  ///   - revision: The revision asked for.
  /// - Throws: `DatabaseError`; `RPCError` OUT_OF_RANGE for a revision beyond the log's head, RESOURCE_EXHAUSTED when
  ///   the subject was changed more often since than one call looks through.
  public static func state(
    newestRevision: UInt64,
    atRevision revision: UInt64,
    in transaction: any ReadTransaction
  ) throws -> SubjectState {
    var walked = 0
    return try state(newestRevision: newestRevision, atRevision: revision, walked: &walked, in: transaction)
  }

  /// The same for a call that asks for many subjects, and ends when it has looked at enough.
  ///
  /// - Parameter walked: Raised by the events that were looked at.
  public static func state(
    newestRevision: UInt64,
    atRevision revision: UInt64,
    walked: inout Int,
    in transaction: any ReadTransaction
  ) throws -> SubjectState {
    let head = try head(knowing: revision, in: transaction)
    let walkedBefore = walked
    var next = newestRevision
    while next > revision {
      walked += 1
      guard walked - walkedBefore < walkedEventsMax else {
        throw RPCError(.resourceExhausted, "the record was changed more than \(walkedEventsMax) times since then")
      }
      let sql = "SELECT previous_revision FROM change_log WHERE revision = ?1"
      let previous = try transaction.queryOne(sql, [.integer(Int64(clamping: next))]) {
        UInt64(clamping: $0.integer(0))
      }
      guard let previous else { return .compacted(floor: head.compactedRevision) }
      if previous == 0 { return .absent }
      next = previous
    }
    walked += 1
    guard let event = try event(at: next, in: transaction) else { return .compacted(floor: head.compactedRevision) }
    return .event(event)
  }

  /// The log's head, for a call that asks for a revision of it.
  ///
  /// - Throws: `DatabaseError`; `RPCError` OUT_OF_RANGE for a revision beyond the head.
  @discardableResult
  public static func head(knowing revision: UInt64, in transaction: any ReadTransaction) throws -> LogHead {
    let head = try head(in: transaction)
    guard revision <= head.revision else {
      throw RPCError.refused(
        .outOfRange,
        field: "at_revision",
        reason: "beyond_head",
        description: "the log's last revision is \(head.revision); ask for that or an earlier one"
      )
    }
    return head
  }

  /// Events of a subject, newest first.
  ///
  /// - Parameters:
  ///   - subject: Kind and identifier: "producer/HTX-01".
  ///   - revision: The newest event wanted.
  ///   - limit: Events at most.
  /// - Returns: The events; fewer than `limit` when the log has no more. The last one's `previous_revision` is 0 when
  ///   it is the first there ever was.
  /// - Throws: `DatabaseError`.
  public static func events(
    ofSubject subject: String,
    from revision: UInt64,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [CommonV1.ChangeEvent] {
    var events: [CommonV1.ChangeEvent] = []
    var next = revision
    while next > 0, events.count < limit, let event = try event(at: next, in: transaction), event.subject == subject {
      events.append(event)
      next = event.previousRevision
    }
    return events
  }

  /// Subjects whose newest event in a part of the log may be their newest of all: what changed after a revision, by the
  /// revision of the change. Of a subject that comes again only the record's own revision tells which is the last.
  ///
  /// - Parameters:
  ///   - kind: Of the subjects: "producer".
  ///   - revision: The part begins after it.
  ///   - limit: Events looked at, of any kind.
  /// - Returns: Identifiers with the revisions of their events, and the last revision that was looked at; nil when the
  ///   log ends there.
  /// - Throws: `DatabaseError`.
  public static func changes(
    ofKind kind: String,
    after revision: UInt64,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> (found: [(id: String, revision: UInt64)], goesOnAfter: UInt64?) {
    let prefix = kind + "/"
    var found: [(id: String, revision: UInt64)] = []
    var count = 0
    var last = revision
    let sql = "SELECT revision, subject FROM change_log WHERE revision > ?1 ORDER BY revision LIMIT ?2"
    try transaction.forEach(sql, [.integer(Int64(clamping: revision)), .integer(Int64(limit))]) { row in
      count += 1
      last = UInt64(clamping: row.integer(0))
      let subject = row.text(1)
      if subject.hasPrefix(prefix) { found.append((String(subject.dropFirst(prefix.count)), last)) }
    }
    return (found, count < limit ? nil : last)
  }

  /// The event that made a subject what it was at a revision, which is the event's own.
  ///
  /// - Returns: Nil when the log has no such event of the subject (any more), or it was erased.
  /// - Throws: `DatabaseError`.
  static func event(
    ofSubject subject: String,
    at revision: UInt64,
    in transaction: any ReadTransaction
  ) throws -> CommonV1.ChangeEvent? {
    guard let event = try event(at: revision, in: transaction), event.subject == subject, !event.isErased else {
      return nil
    }
    return event
  }

  private static func event(
    at revision: UInt64,
    in transaction: any ReadTransaction
  ) throws -> CommonV1.ChangeEvent? {
    let sql = "SELECT \(eventColumns) FROM change_log WHERE revision = ?1"
    return try transaction.queryOne(sql, [.integer(Int64(clamping: revision))]) { event(of: $0) }
  }
}
