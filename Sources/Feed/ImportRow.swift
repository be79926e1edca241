/// One record of an import request after its fields were checked by themselves.
public struct ImportRow<Record: Sendable>: Sendable {
  /// What the row says it is; nil when it holds no record at all.
  public let reference: RecordReference?
  /// The record; nil when the row was refused, which the findings tell.
  public let record: Record?
  /// Revision that the record had when it was read to be changed; 0 = it replaces whatever is stored.
  public let baseRevision: UInt64

  /// A row.
  public init(reference: RecordReference?, record: Record?, baseRevision: UInt64 = 0) {
    self.reference = reference
    self.record = record
    self.baseRevision = baseRevision
  }
}
