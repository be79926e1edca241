public import Messages

/// A row of the queue of conflicts.
public struct StoredConflict: Sendable, Hashable {
  /// Its number in the queue; they rise in the order of queueing.
  public let sequence: Int64
  /// The record that it is about.
  public let reference: RecordReference
  /// Revision that the record had when it was read to be changed.
  public let baseRevision: UInt64
  /// Revision that it had when the conflict was queued.
  public let queuedRevision: UInt64
  /// Revision of ``theirBytes``.
  public var revision: UInt64
  /// The record at the base revision, encoded; empty when that was not known.
  public let baseBytes: [UInt8]
  /// The record as others had stored it, encoded: when the conflict was queued, or, of a closed one, before it was
  /// closed. Empty when it was erased.
  public var theirBytes: [UInt8]
  /// The record as it was to be stored, encoded. Empty when it was erased.
  public let myBytes: [UInt8]
  /// Key of the caller that queued it.
  public let queuedBy: String
  /// When, in microseconds since 1970-01-01T00:00:00Z.
  public let queuedAtUnixMicroseconds: Int64
  /// The import that queued it.
  public let operationID: String
  /// How far it has come.
  public var state: CommonV1.ConflictState
  /// Colliding fields that were taken from mine, once it is resolved.
  public var takenFields: [String] = []
  /// Key of the caller that closed it; empty while it is open.
  public var closedBy = ""
  /// When; 0 while it is open.
  public var closedAtUnixMicroseconds: Int64 = 0
}
