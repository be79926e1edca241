import Messages

/// What a record was, from its first known change to its last.
struct RecordPast: Sendable {
  /// The record after one change.
  struct Version: Sendable {
    let revision: UInt64
    /// Microseconds since 1970-01-01T00:00:00Z.
    let recordedAtUnixMicroseconds: Int64
    /// The operation that made the change.
    let operationID: String
    /// Nil when what it was then was erased on a person's behalf.
    let record: ShownRecord?

    /// A version in an answer of ListHistory; nil when that is not of the expected form.
    init?(_ message: DynamicMessage, of collection: RecordCollection) {
      guard case .uint64(let revision) = message[named: "revision"] ?? .uint64(0),
        case .int64(let time) = message[named: "recorded_at_unix_microseconds"] ?? .int64(0),
        case .string(let operation) = message[named: "operation_id"] ?? .string("")
      else { return nil }
      self.revision = revision
      recordedAtUnixMicroseconds = time
      operationID = operation
      guard case .message(let record) = message[named: "record"] else {
        self.record = nil
        return
      }
      self.record = ShownRecord(record, of: collection)
    }
  }

  /// A field that a change made another.
  struct FieldChange: Sendable, Hashable {
    let name: String
    let before: String
    let after: String

    /// "name: Cũ → Mới", "name: Mới".
    var text: String {
      before.isEmpty ? "\(name): \(after)" : "\(name): \(before) → \(after.isEmpty ? "–" : after)"
    }
  }

  let collection: RecordCollection
  /// Oldest first.
  let versions: [Version]
  /// Whether there were earlier ones, which were compacted away.
  let isTruncated: Bool

  /// What the version at an index changed; every field that is set when the version before is not known.
  func changes(at index: Int) -> [FieldChange] {
    guard let record = versions[index].record else { return [] }
    let previous = index > 0 ? versions[index - 1].record : nil
    return collection.columns.compactMap { column in
      let before = previous.map { $0.text(of: column) } ?? ""
      let after = record.text(of: column)
      if previous == nil, record.contents[column.field] == nil, !record.maskedFields.contains(column.field.name) {
        return nil
      }
      return before == after ? nil : FieldChange(name: column.name, before: before, after: after)
    }
  }
}
