import ArgumentParser
import ClientKit

/// `ocop mappings`
struct MappingsCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "mappings",
    abstract: "List the mappings of other files' columns to ours, or explain one.",
    discussion: """
      A mapping is a small text file that says which column of an office's form, or of a floor's export, is which of \
      ours, and what its words mean. It can be changed at any time with a text editor; deploy/mappings/README.md \
      describes it. They are looked for in the folder that OCOP_MAPPINGS names, else in /usr/share/ocop/mappings, else \
      in deploy/mappings.

      Examples:
        ocop mappings
        ocop mappings voso-orders
        ocop mappings ./chu-the-xa-minh.mapping
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "A mapping to explain: its name, or a file.")
  var name: String?

  func run(in session: Session) async throws {
    if let name { return try explain(try MappingShelf.mapping(named: name, session.environment), session) }
    let all = try MappingShelf.all(session.environment)
    if options.json { return try session.output.write(JSONWriter.indented(.array(all.map(\.json)))) }
    var table = TextTable([TextTable.Column("name"), TextTable.Column("kind"), TextTable.Column("title")])
    for mapping in all { table.append([mapping.name, mapping.collection.pluralName, mapping.title]) }
    try session.output.write(table.rendered())
    let place = MappingShelf.folder(session.environment) ?? "no folder of mappings was found: OCOP_MAPPINGS names one"
    try session.note("\(all.count) mappings (\(place))")
  }

  private func explain(_ mapping: ColumnMapping, _ session: Session) throws {
    if options.json { return try session.output.write(JSONWriter.indented(mapping.json)) }
    var table = TextTable([TextTable.Column("column"), TextTable.Column("from"), TextTable.Column("words")])
    for column in mapping.columns {
      let words = Dictionary(grouping: column.form.words.values, by: \.value).sorted { $0.key < $1.key }
        .map { value, words in
          "\(words.map(\.text).sorted().joined(separator: ", ")) = \(value.isEmpty ? "(empty)" : value)"
        }
      table.append([column.column.name, column.origin, words.joined(separator: "; ")])
    }
    for helper in mapping.helpers { table.append(["(\(helper.name))", helper.origin, ""]) }
    let lines = [
      "\(mapping.name): \(mapping.title)", "kind: \(mapping.collection.pluralName)", "source: \(mapping.source)",
      "never read: \(mapping.ignored.joined(separator: ", "))",
    ]
    try session.output.write(lines.map { $0.printable + "\n" }.joined() + "\n" + table.rendered())
  }
}

extension ColumnMapping {
  /// The mapping for programs.
  fileprivate var json: JSONValue {
    .members(
      ("name", .string(name)),
      ("title", .string(title)),
      ("source", .string(source)),
      ("kind", .string(collection.pluralName)),
      ("columns", .array(columns.map { .members(("name", .string($0.column.name)), ("from", .string($0.origin))) })),
      ("helpers", .array(helpers.map { .members(("name", .string($0.name)), ("from", .string($0.origin))) })),
      ("ignored", .array(ignored.map { .string($0) }))
    )
  }
}

extension ColumnMapping.Column {
  /// Where it comes from, for people.
  fileprivate var origin: String {
    if let constant { return "always \"\(constant)\"" }
    if let template {
      return template.parts.map { part in
        switch part {
        case .text(let text): text
        case .column(let name): "{\(name)}"
        }
      }.joined()
    }
    if let listingFloorID { return "the listing on \(listingFloorID) that the row means" }
    return headers.joined(separator: ", or ") + (isOptional ? " (may be missing)" : "")
  }
}

extension ColumnMapping.Helper {
  /// Where it comes from, for people.
  fileprivate var origin: String { headers.joined(separator: ", or ") + (isOptional ? " (may be missing)" : "") }
}
