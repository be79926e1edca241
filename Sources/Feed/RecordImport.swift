public import Messages
import Storage

/// What an import finds and does, collected while its records are staged.
///
/// Used inside the closure of `RecordImporter.run`, in its transaction. Events of created and updated records are in
/// the change log at once; when a violation is found (or it is a dry run) the whole transaction is undone in the end.
public struct RecordImport {
  /// Violations that are listed; more are only counted.
  public static let listedViolationsMax = 1_000

  let operationID: String
  let recordedAtUnixMicroseconds: Int64
  /// Whether everything will be undone: then events, which nobody will ever see, are not made.
  @usableFromInline let isDryRun: Bool
  private let appender: ChangeLogAppender
  private var summary = CommonV1.ImportSummary()
  /// The first records that were created or changed: "producer/HTX-01".
  private var subjects: [String] = []
  /// The first records that were queued as conflicts, named so.
  private var queuedSubjects: [String] = []

  init(
    operationID: String,
    at recordedAtUnixMicroseconds: Int64,
    isDryRun: Bool,
    in transaction: any WriteTransaction
  ) throws {
    self.operationID = operationID
    self.isDryRun = isDryRun
    self.recordedAtUnixMicroseconds = recordedAtUnixMicroseconds
    self.appender = try ChangeLogAppender(in: transaction)
  }

  /// Whether anything is wrong so far. Records may still be staged, to find what else is.
  public var hasViolations: Bool { summary.violationCount > 0 }

  /// Notes what is wrong with a record.
  ///
  /// - Parameters:
  ///   - index: The record's place in the request, from 0.
  ///   - field: Field of the record, "unit_code".
  ///   - reason: Stable reason in lower_snake_case, "unknown_unit".
  ///   - description: For people: what is wrong and what to do.
  public mutating func addViolation(record index: Int, field: String, reason: String, description: String) {
    summary.violationCount += 1
    guard summary.violations.count < Self.listedViolationsMax else { return }
    var violation = CommonV1.RecordViolation()
    violation.recordIndex = UInt32(clamping: index)
    violation.field = field
    violation.reason = reason
    violation.description = description
    summary.violations.append(violation)
  }

  /// Notes that a record was changed by somebody else since it was read to be changed.
  @usableFromInline
  mutating func addStaleRevision(record index: Int, base: UInt64, stored: UInt64?) {
    let found = stored.map { "is at revision \($0) now" } ?? "does not exist"
    addViolation(
      record: index,
      field: "revision",
      reason: "stale_revision",
      description: "the record was read at revision \(base) and \(found); read it again and repeat the change"
    )
  }

  /// Notes everything that was found.
  @usableFromInline
  mutating func addViolations(of findings: ImportFindings) {
    summary.violationCount += UInt32(clamping: findings.count)
    let room = max(0, Self.listedViolationsMax - summary.violations.count)
    summary.violations += findings.listed.prefix(room)
  }

  /// Counts a record that is stored just so already: no event.
  public mutating func noteUnchanged() {
    summary.unchanged += 1
  }

  /// Notes a record that was queued as a conflict.
  ///
  /// - Parameters:
  ///   - index: The record's place in the request, from 0.
  ///   - conflictID: Its conflict.
  ///   - subject: Its kind and identifier: "producer/HTX-01".
  mutating func noteQueued(record index: Int, conflictID: String, subject: String) {
    var record = CommonV1.QueuedRecord()
    record.recordIndex = UInt32(clamping: index)
    record.conflictID = conflictID
    summary.queued.append(record)
    if queuedSubjects.count < StoredImport.queuedSubjectsMax { queuedSubjects.append(subject) }
  }

  /// Counts a new record and adds its event.
  ///
  /// - Parameters:
  ///   - change: The record as it is stored now.
  ///   - subject: Its kind and identifier: "producer/HTX-01".
  /// - Returns: The event's revision.
  /// - Throws: `DatabaseError`.
  @discardableResult
  public mutating func noteCreated(_ change: some Message, subject: String) throws -> UInt64 {
    try noteCreated(PreparedEvent(change, subject: subject))
  }

  /// Counts a new or a changed record of a dry run.
  ///
  /// - Returns: The revision that its event would have.
  @usableFromInline
  mutating func noteWithoutEvent(isUpdate: Bool) -> UInt64 {
    if isUpdate { summary.updated += 1 } else { summary.created += 1 }
    return appender.firstRevision + UInt64(summary.created) + UInt64(summary.updated)
  }

  /// The same with what the event tells.
  @usableFromInline
  mutating func noteCreated(_ event: PreparedEvent) throws -> UInt64 {
    summary.created += 1
    return try append(event, previousRevision: 0)
  }

  /// Counts a changed record and adds its event.
  ///
  /// - Parameters:
  ///   - change: The record as it is stored now.
  ///   - subject: Its kind and identifier: "producer/HTX-01".
  ///   - previousRevision: Revision of its last change before this one.
  /// - Returns: The event's revision.
  /// - Throws: `DatabaseError`.
  @discardableResult
  public mutating func noteUpdated(
    _ change: some Message,
    subject: String,
    previousRevision: UInt64
  ) throws -> UInt64 {
    try noteUpdated(PreparedEvent(change, subject: subject), previousRevision: previousRevision)
  }

  /// The same with what the event tells.
  @usableFromInline
  mutating func noteUpdated(_ event: PreparedEvent, previousRevision: UInt64) throws -> UInt64 {
    summary.updated += 1
    return try append(event, previousRevision: previousRevision)
  }

  private mutating func append(_ event: PreparedEvent, previousRevision: UInt64) throws -> UInt64 {
    if subjects.count < StoredImport.subjectsMax { subjects.append(event.subject) }
    return try appender.append(
      event,
      previousRevision: previousRevision,
      operationID: operationID,
      at: recordedAtUnixMicroseconds
    )
  }

  /// Writes the log's counter.
  ///
  /// - Returns: What was stored; its summary has the log's head and `applied` set.
  func finish() throws -> StoredImport {
    try appender.finish()
    var result = summary
    result.revision = appender.revision
    result.applied = true
    let hasEvents = appender.revision > appender.firstRevision
    return StoredImport(
      summary: result,
      subjects: subjects,
      queuedSubjects: queuedSubjects,
      revisions: hasEvents ? (appender.firstRevision + 1)...appender.revision : nil
    )
  }

  /// The summary of an import that is not stored, with the log's head without it.
  func refused() -> CommonV1.ImportSummary {
    var result = summary
    result.revision = appender.firstRevision
    result.applied = false
    // Taken back with everything else, so others may get these identifiers.
    for index in result.queued.indices { result.queued[index].conflictID = "" }
    return result
  }
}
