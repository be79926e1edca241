import ClientKit
import Messages

/// The records of one kind: what a CSV file holds, and what `ocop list` lists. Made from the schema, so a kind that is
/// added there is known here.
struct RecordCollection: Sendable, Hashable {
  /// The service that keeps them.
  let keeper: RecordKeeper
  /// Name of one: "producer", as in the schema.
  let singularName: String
  /// Number of the kind in the service's RecordKind.
  let kindNumber: Int32
  /// Field of the service's Record that holds one.
  let recordField: FieldDescriptor
  /// What one is made of.
  let descriptor: MessageDescriptor

  /// Name of them all, and of their file without its ending: "producers".
  var pluralName: String { singularName.hasSuffix("s") ? singularName : singularName + "s" }

  /// Every kind. A kind refers only to kinds before it.
  static let all: [RecordCollection] = RecordKeeper.allCases.flatMap { keeper -> [RecordCollection] in
    guard let record = SchemaCatalog.message(named: keeper.package + ".Record"),
      let kinds = SchemaCatalog.enumeration(named: keeper.package + ".RecordKind")
    else { return [] }
    return record.fields.compactMap { field in
      guard case .message(let descriptor) = field.valueType,
        let number = kinds.number(named: "RECORD_KIND_" + field.name.uppercased())
      else { return nil }
      return RecordCollection(
        keeper: keeper,
        singularName: field.name,
        kindNumber: number,
        recordField: field,
        descriptor: descriptor
      )
    }
  }

  /// The kind with a name: "producers", "producer", "administrative-units".
  ///
  /// - Throws: ``CommandFailure`` with the names there are.
  static func named(_ name: String) throws(CommandFailure) -> RecordCollection {
    let wanted = name.lowercased().replacing("-", with: "_")
    if let found = all.first(where: { $0.singularName == wanted || $0.pluralName == wanted }) { return found }
    let names = all.map(\.pluralName)
    throw CommandFailure(
      .usage,
      "there are no records called \"\(name)\"." + Suggestion.clause(for: wanted, among: names)
        + " There are: \(names.joined(separator: ", "))."
    )
  }

  /// How a record is named when not by an identifier of its own, for people; nil when it is.
  var keyHint: String? {
    switch singularName {
    case "administrative_unit": "CODE@FIRST-DAY, such as 06463@2020-01-01"
    case "unit_succession": "FROM@FIRST-DAY>TO@FIRST-DAY, such as 06007@2020-01-01>05998@2020-01-01"
    default: nil
    }
  }

  /// Names of the fields that tell which record one is.
  var identifierNames: [String] {
    switch singularName {
    case "administrative_unit": ["code", "valid_from"]
    case "unit_succession": ["from_code", "from_valid_from", "to_code", "to_valid_from"]
    default: descriptor.fields.prefix(1).map(\.name)
    }
  }

  /// Columns of the kind's CSV file and table, in the schema's order.
  var columns: [RecordColumn] { descriptor.fields.map(RecordColumn.init) }

  /// The record within a service's Record, or nil when that holds another kind.
  func contents(of record: DynamicMessage) -> DynamicMessage? {
    guard case .message(let contents) = record[recordField] else { return nil }
    return contents
  }
}
