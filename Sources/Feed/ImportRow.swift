/// One record of an import request after its fields were checked by themselves.
struct ImportRow<Record: Sendable>: Sendable {
  /// Makes a record that came in part whole, of the stored one (nil when there is none), and checks its fields by
  /// themselves; nil when one was refused.
  typealias Completion = @Sendable (_ stored: Record?, inout ImportFindings) throws -> Record?

  /// What the row says it is; nil when it holds no record at all.
  let reference: RecordReference?
  /// The record; nil when the row was refused, which the findings tell, or is not whole yet.
  let record: Record?
  /// Revision that the record had when it was read to be changed; 0 = it replaces whatever is stored.
  let baseRevision: UInt64
  /// For a row that tells only of some fields; nil for every other.
  let completion: Completion?

  /// Whether nothing more is to be said of the row than the findings do.
  var isRefused: Bool { record == nil && completion == nil }
}
