import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop list`
struct ListCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the records of one kind.",
    discussion: """
      Kinds: \(RecordCollection.all.map(\.pluralName).joined(separator: ", ")).

      Columns are those of the kind's CSV file. On a terminal long cells are cut; piped they are whole.

      --producer, --product and --unit narrow the list, and so does --changed-after, which then lists by the revision \
      of the last change: the last one listed is where to go on next time. Not every kind can be narrowed by \
      everything; what makes no sense for it is refused.

      Examples:
        ocop list producers
        ocop list producers --unit 06463
        ocop list orders --product SP-CL-03
        ocop list recognitions --changed-after 1200
        ocop list product_listings --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The kind of record.")
  var kind: String

  @OptionGroup(title: "Which of them") var filter: RecordFilterOptions

  /// Widest cell on a terminal.
  private static let cellWidthMax = 48

  func run(in session: Session) async throws {
    let collection = try RecordCollection.named(kind)
    var records: [ShownRecord] = []
    var revision: UInt64 = 0
    try await session.withGateway(options) { channel in
      let reader = RecordReader(channel: channel, options: options.callOptions)
      var token = ""
      repeat {
        let page = try await reader.page(of: collection, token: token, filter: filter.json)
        records += page.records
        revision = page.revision
        guard page.nextPageToken != token || token.isEmpty else {
          throw CommandFailure(.failure, "\(collection.keeper) answers with the same page again and again")
        }
        token = page.nextPageToken
      } while !token.isEmpty
    }
    if options.json {
      let document = JSONValue.members(
        ("kind", .string(collection.pluralName)),
        ("revision", .string(String(revision))),
        ("records", .array(records.map(\.json)))
      )
      return try session.output.write(JSONWriter.indented(document))
    }
    let columns = collection.columns
    var table = TextTable(
      columns.map { TextTable.Column($0.name, alignment: $0.isNumeric ? .right : .left) },
      cellWidthMax: session.output.isTerminal ? Self.cellWidthMax : nil
    )
    for record in records {
      table.append(columns.map(record.text))
    }
    try session.output.write(table.rendered())
    try session.note("\(records.count) \(collection.pluralName), \(collection.keeper) revision \(revision)")
    if records.contains(where: { !$0.maskedFields.isEmpty }) { try session.note(ShownRecord.markNote) }
  }
}
