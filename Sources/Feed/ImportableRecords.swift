public import Messages
public import Storage

/// What a service tells the import about its records: where they are kept, what their event is, and which rules hold
/// between them.
public protocol ImportableRecords: Sendable {
  /// A record of any kind, with its fields checked by themselves.
  associatedtype Record: Hashable & Sendable
  /// The message that carries a record in the change feed.
  associatedtype Change: Message

  /// What a message says it is: kind and identifier, as written, even when the rest is refused. Nil when it holds no
  /// record, or one of a kind that is not kept.
  func reference(of message: Change) -> RecordReference?
  /// Revision that the record had when it was read to be changed; 0 = the message replaces whatever is stored.
  func baseRevision(of message: Change) -> UInt64
  /// Fields that are taken from the message; empty = all of them.
  func updateFields(of message: Change) -> [String]
  /// The record of a whole message, its fields checked by themselves; nil when one was refused.
  ///
  /// - Parameters:
  ///   - message: As it came, or made whole by what is stored.
  ///   - index: The message's place in the request, from 0.
  ///   - findings: Takes what is wrong.
  func read(_ message: Change, index: Int, findings: inout ImportFindings) -> Record?

  /// Kind and identifier of a record.
  func reference(to record: Record) -> RecordReference
  /// Kind and identifier of a record as events name it: "producer/HTX-01".
  func subject(of record: Record) -> String
  /// The stored record of a kind and identifier; nil when there is none.
  func load(_ reference: RecordReference, in transaction: any ReadTransaction) throws -> StoredRecord<Record>?
  /// Stores a record as changed at a revision, instead of the one with its identifier; nil when there is none.
  func save(_ record: Record, over stored: Record?, revision: UInt64, in transaction: any WriteTransaction) throws
  /// A record as its event carries it.
  func change(_ record: Record) -> Change

  /// The same with what it has to look up before the first record is stored, like the rows that the caller reaches.
  func prepared(in transaction: any ReadTransaction) throws -> Self
  /// What forbids who calls to change a record at all; nil when nothing does. Asked before anything of the record is
  /// compared or stored, so that an import tells nothing of records that the caller does not reach.
  ///
  /// - Parameters:
  ///   - record: As it would be stored.
  ///   - stored: As it is; nil when there is none.
  func objection(
    toStoring record: Record,
    over stored: Record?,
    in transaction: any ReadTransaction
  ) throws -> ImportObjection?

  /// What forbids to keep a record in the queue of conflicts, where the rules between records are not asked yet: what
  /// must not be kept at all.
  ///
  /// - Parameters:
  ///   - record: As it was to be stored.
  ///   - index: Its place in the request, from 0.
  ///   - findings: Takes what is wrong.
  func checkQueued(
    _ record: Record,
    index: Int,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws

  /// What is wrong with new and changed records, given everything else. All of them are stored in `transaction`
  /// already, so the order within an import is free; if anything is found, they are taken back.
  ///
  /// - Parameters:
  ///   - changes: New and changed records, in the order of the request.
  ///   - refused: Records of the request that were refused by themselves: nothing is to be said about references
  ///     to them.
  ///   - findings: Takes what is found.
  func check(
    _ changes: [ImportedRecord<Record>],
    refused: Set<RecordReference>,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws
}

extension ImportableRecords {
  /// Nothing to look up.
  public func prepared(in transaction: any ReadTransaction) throws -> Self { self }

  /// Everything may be kept.
  public func checkQueued(
    _ record: Record,
    index: Int,
    in transaction: any ReadTransaction,
    findings: inout ImportFindings
  ) throws {}

  /// Nothing forbids it.
  public func objection(
    toStoring record: Record,
    over stored: Record?,
    in transaction: any ReadTransaction
  ) throws -> ImportObjection? { nil }
}
