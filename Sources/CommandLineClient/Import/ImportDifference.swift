import ClientKit
import Messages
import Spreadsheet

/// What an import would change of one record.
struct ImportDifference: Sendable {
  /// How many records there are of each sort.
  struct Counts: Sendable, Hashable {
    var new = 0
    var changed = 0
    var unchanged = 0
  }

  /// A field that would become another.
  struct Field: Sendable, Hashable {
    let name: String
    let old: String
    let new: String
  }

  let kind: String
  let identifier: String
  /// Row of the file.
  let row: Int
  /// True when there is no such record yet.
  let isNew: Bool
  /// Fields that the record would have, or that would change.
  let fields: [Field]

  /// What a record of an import would change of the stored one.
  ///
  /// - Returns: Nil when it would stay as it is.
  static func between(_ stored: ShownRecord?, _ entry: ImportEntry, _ table: ImportTable) -> ImportDifference? {
    let collection = table.source.collection
    guard let mine = collection.contents(of: entry.record) else { return nil }
    let fields = table.layout.columns.compactMap { column -> Field? in
      let column = column.column
      if stored?.maskedFields.contains(column.field.name) == true { return nil }
      let old = stored.map { column.text(of: $0.contents[column.field]) } ?? ""
      let new = column.text(of: mine[column.field])
      return old == new || (stored == nil && mine[column.field] == nil)
        ? nil : Field(name: column.name, old: old, new: new)
    }
    if stored != nil, fields.isEmpty { return nil }
    return ImportDifference(
      kind: collection.singularName,
      identifier: collection.identifier(ofContents: mine) ?? "",
      row: entry.row.number,
      isNew: stored == nil,
      fields: fields
    )
  }

  /// "~ producer CT-1: name: Na → Na dai" or "+ producer CT-1"
  var text: String {
    let place = "\(isNew ? "+" : "~") \(kind) \(identifier)"
    if isNew { return "\(place) (row \(row))".printable }
    let changes = fields.map { "\($0.name): \(Self.shown($0.old)) → \(Self.shown($0.new))" }
    return "\(place) (row \(row)): \(changes.joined(separator: "; "))".printable
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "(empty)" : text.shortened(to: 60) }

  /// The difference for programs.
  var json: JSONValue {
    .members(
      ("id", .string(identifier)),
      ("row", .number(String(row))),
      ("change", .string(isNew ? "new" : "changed")),
      (
        "fields",
        .array(
          fields.map { .members(("name", .string($0.name)), ("old", .string($0.old)), ("new", .string($0.new))) }
        )
      )
    )
  }
}
