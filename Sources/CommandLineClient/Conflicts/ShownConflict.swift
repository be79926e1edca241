import ClientKit
import Messages

/// A conflict as a service has answered with it, with what its records say.
struct ShownConflict: Sendable {
  /// A field of which both sides have changed the value, or only mine.
  struct Field: Sendable, Hashable {
    /// As the service names it.
    let name: String
    /// Name of its column in files and tables.
    let column: String
    /// What it was when it was read; empty when that is not known any more.
    let base: String
    /// What others have stored.
    let theirs: String
    /// What was to be stored.
    let mine: String
    /// What was decided; not set while nothing is.
    let take: CommonV1.ConflictSide
  }

  let conflict: CommonV1.Conflict
  /// Fields to decide on.
  let fields: [Field]
  /// Fields that only mine has changed, which are stored with it.
  let mergedFields: [Field]
  /// Whether something is left out that the caller may not see.
  let isMasked: Bool

  /// Reads what the records say. Of a kind that this program does not know only the names of fields are.
  ///
  /// - Throws: `MessageDecodingError`.
  init(_ conflict: CommonV1.Conflict) throws {
    self.conflict = conflict
    let collection = RecordCollection.all.first { $0.singularName == conflict.kind }
    let records = try [conflict.baseRecord, conflict.theirRecord, conflict.myRecord].map { bytes -> ShownRecord? in
      guard !bytes.isEmpty, let collection, let descriptor = SchemaCatalog.message(named: conflict.recordType) else {
        return nil
      }
      return ShownRecord(try DynamicMessage(descriptor, decodingBytes: bytes), of: collection)
    }
    func field(_ name: String, _ take: CommonV1.ConflictSide) -> Field {
      let column = collection?.columns.first { $0.field.name == name }
      let texts = records.map { record in column.flatMap { record?.text(of: $0) } ?? "" }
      return Field(
        name: name,
        column: column?.name ?? name,
        base: texts[0],
        theirs: texts[1],
        mine: texts[2],
        take: take
      )
    }
    fields = conflict.fields.map { field($0.name, $0.take) }
    mergedFields = conflict.mergedFields.map { field($0, .unspecified) }
    isMasked = records.contains { $0?.maskedFields.isEmpty == false }
  }

  /// "producer CT-CL-02"
  var record: String { "\(conflict.kind) \(conflict.recordID)" }

  /// "open", "resolved_mine"
  var state: String { CommonV1.ConflictState.descriptor.shortName(of: conflict.state.rawValue) }

  /// The conflict for programs.
  var json: JSONValue {
    .members(
      ("conflict_id", .string(conflict.conflictID)),
      ("kind", .string(conflict.kind)),
      ("record_id", .string(conflict.recordID)),
      ("state", .string(state)),
      ("base_revision", .string(String(conflict.baseRevision))),
      ("revision", .string(String(conflict.revision))),
      ("fields", .array(fields.map(Self.json))),
      ("merged_fields", .array(mergedFields.map(Self.json))),
      ("queued_by", .string(conflict.queuedBy)),
      ("queued_at", .string(WatermarkText.time(conflict.queuedAtUnixMicroseconds))),
      ("operation_id", .string(conflict.operationID)),
      ("closed_by", .string(conflict.closedBy)),
      (
        "closed_at",
        conflict.closedAtUnixMicroseconds == 0
          ? .null : .string(WatermarkText.time(conflict.closedAtUnixMicroseconds))
      )
    )
  }

  private static func json(_ field: Field) -> JSONValue {
    .members(
      ("name", .string(field.name)),
      ("base", .string(field.base)),
      ("theirs", .string(field.theirs)),
      ("mine", .string(field.mine)),
      ("take", .string(CommonV1.ConflictSide.descriptor.shortName(of: field.take.rawValue)))
    )
  }
}
