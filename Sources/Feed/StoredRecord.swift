/// A record as it is stored, with the revision of its last change.
public struct StoredRecord<Record: Sendable>: Sendable {
  /// The record.
  public var record: Record
  /// Revision of the event that told of its last change.
  public var revision: UInt64
  /// Whether nothing of the record is left to be read beside its row.
  @usableFromInline var isComplete = true

  /// A stored record.
  @inlinable
  public init(record: Record, revision: UInt64) {
    self.record = record
    self.revision = revision
  }

  /// The same with the record in another form.
  @inlinable
  public func map<Other: Sendable>(_ transform: (Record) -> Other) -> StoredRecord<Other> {
    StoredRecord<Other>(record: transform(record), revision: revision)
  }
}
