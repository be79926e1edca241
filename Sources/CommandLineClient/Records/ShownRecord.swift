import ClientKit
import Messages

/// A record as a service has answered with it, with the fields of which it left something out.
struct ShownRecord: Sendable {
  /// What stands for a value that the caller may not see, in tables.
  static let mark = "(ẩn · masked)"
  /// Explains the mark.
  static let markNote =
    "\(mark): bạn không có quyền xem, vẫn được tính · not yours to see; it is there and counts all the same"

  /// The record.
  let contents: DynamicMessage
  /// Names of the fields.
  let maskedFields: [String]
  /// Revision of its last change; 0 when the service does not say.
  let revision: UInt64

  /// The record in an answer, or nil when that holds another kind.
  init?(_ record: DynamicMessage, of collection: RecordCollection) {
    guard let contents = collection.contents(of: record) else { return nil }
    self.contents = contents
    if case .uint64(let number) = record[named: "revision"] { revision = number } else { revision = 0 }
    guard case .repeated(let names) = record[named: "masked_fields"] else {
      maskedFields = []
      return
    }
    maskedFields = names.compactMap { if case .string(let name) = $0 { name } else { nil } }
  }

  /// The cell of a column: what there is, and the mark where something was left out.
  func text(of column: RecordColumn) -> String {
    let text = column.text(of: contents[column.field])
    guard maskedFields.contains(column.field.name) else { return text }
    return text.isEmpty ? Self.mark : "\(text) \(Self.mark)"
  }

  /// The record, with "masked_fields" when something was left out.
  var json: JSONValue {
    let value = MessageJSON.value(of: contents)
    guard !maskedFields.isEmpty, case .object(let members) = value else { return value }
    let masked = JSONValue.array(maskedFields.map { .string($0) })
    return .object(members + [JSONMember(name: "masked_fields", value: masked)])
  }
}
