public import Feed
import Messages

/// What was done, as an entry of the audit log tells it: records by their names, never what is in them.
public struct AuditNote: Sendable {
  /// Records that one entry names at most.
  public static let recordsMax = 1_000

  let origin: AuditOrigin
  let operationID: String
  let action: String
  let records: [String]
  let outcome: String
  let revisions: ClosedRange<UInt64>?
  let callCount: UInt64

  /// What was done.
  ///
  /// - Parameters:
  ///   - action: For people: "read contact".
  ///   - records: Kind and identifier of each: "contact/CT-01"; at most ``recordsMax`` are kept.
  ///   - origin: Whose call it was.
  ///   - operationID: Empty for reads.
  ///   - revisions: The events that it made in the change log.
  public init(
    _ action: String,
    records: [String] = [],
    origin: AuditOrigin,
    operationID: String = "",
    revisions: ClosedRange<UInt64>? = nil
  ) {
    self.init(
      origin: origin,
      operationID: operationID,
      action: action,
      records: Array(records.prefix(Self.recordsMax)),
      outcome: Self.done,
      revisions: revisions,
      callCount: 1
    )
  }

  init(
    origin: AuditOrigin,
    operationID: String,
    action: String,
    records: [String],
    outcome: String,
    revisions: ClosedRange<UInt64>?,
    callCount: UInt64
  ) {
    self.origin = origin
    self.operationID = operationID
    self.action = action
    self.records = records
    self.outcome = outcome
    self.revisions = revisions
    self.callCount = callCount
  }

  /// The outcome of what was done.
  static let done = "ok"

  /// A conflict that was resolved: which fields were taken from whom, never what is in them.
  ///
  /// - Parameters:
  ///   - conflict: As it is closed.
  ///   - queue: The service's.
  ///   - stored: What was stored with it.
  public static func resolved(
    _ conflict: StoredConflict,
    in queue: ConflictQueue,
    _ stored: StoredImport,
    origin: AuditOrigin,
    operationID: String
  ) -> AuditNote {
    let taken = conflict.takenFields.isEmpty ? "none" : conflict.takenFields.joined(separator: ", ")
    return AuditNote(
      "resolve conflict \(queue.identifier(of: conflict)) of \(conflict.queuedBy); fields taken from it: \(taken)",
      records: [queue.subject(of: conflict)],
      origin: origin,
      operationID: operationID,
      revisions: stored.revisions
    )
  }

  /// A conflict that was taken back.
  public static func withdrawn(_ conflict: StoredConflict, in queue: ConflictQueue, origin: AuditOrigin) -> AuditNote {
    AuditNote(
      "withdraw conflict \(queue.identifier(of: conflict)) of \(conflict.queuedBy)",
      records: [queue.subject(of: conflict)],
      origin: origin
    )
  }

  /// An import that is stored.
  public static func imported(_ stored: StoredImport, origin: AuditOrigin, operationID: String) -> AuditNote {
    let summary = stored.summary
    let queuedCount = summary.queued.count
    let count = UInt64(summary.created) + UInt64(summary.updated) + UInt64(summary.unchanged) + UInt64(queuedCount)
    let queued = queuedCount == 0 ? "" : ", \(queuedCount) queued as conflicts"
    return AuditNote(
      "import \(count) records: \(summary.created) new, \(summary.updated) changed, \(summary.unchanged) unchanged"
        + queued,
      records: stored.subjects + stored.queuedSubjects,
      origin: origin,
      operationID: operationID,
      revisions: stored.revisions
    )
  }
}
