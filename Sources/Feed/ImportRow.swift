/// One record of an import request after its fields were checked by themselves.
@usableFromInline
struct ImportRow<Record: Sendable>: Sendable {
  /// Makes a record that came in part whole, of the stored one (nil when there is none), and checks its fields by
  /// themselves; nil when one was refused.
  @usableFromInline typealias Completion = @Sendable (_ stored: Record?, inout ImportFindings) throws -> Record?

  /// What the row says it is; nil when it holds no record at all.
  @usableFromInline let reference: RecordReference?
  /// The record; nil when the row was refused, which the findings tell, or is not whole yet.
  @usableFromInline let record: Record?
  /// The record's event, where it was made ready.
  @usableFromInline let event: PreparedEvent?
  /// Revision that the record had when it was read to be changed; 0 = it replaces whatever is stored.
  @usableFromInline let baseRevision: UInt64
  /// Fields that the row tells of; empty = all of them.
  @usableFromInline let updateFields: [String]
  /// For a row that tells only of some fields; nil for every other.
  @usableFromInline let completion: Completion?

  @inlinable
  init(
    reference: RecordReference?,
    record: Record?,
    event: PreparedEvent?,
    baseRevision: UInt64,
    updateFields: [String] = [],
    completion: Completion?
  ) {
    self.reference = reference
    self.record = record
    self.event = event
    self.baseRevision = baseRevision
    self.updateFields = updateFields
    self.completion = completion
  }

  /// Whether nothing more is to be said of the row than the findings do.
  @inlinable var isRefused: Bool { record == nil && completion == nil }
}
