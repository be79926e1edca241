import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop show`
struct ShowCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one record.",
    discussion: """
      An administrative unit is named CODE@FIRST-DAY, since codes are used again; a succession \
      FROM@FIRST-DAY>TO@FIRST-DAY (in quotes, for the shell).

      Examples:
        ocop show producer CT-CL-02
        ocop show producer CT-CL-02 --at-revision 1200
        ocop show administrative_unit 06463@2020-01-01
        ocop show unit_succession '06007@2020-01-01>05998@2020-01-01'
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The kind of record; see \"ocop list --help\".")
  var kind: String

  @Argument(help: "The record's identifier.")
  var identifier: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "As it was after this revision of the service's log; \"ocop history\" tells the revisions.",
      valueName: "revision"
    )
  )
  var atRevision: UInt64 = 0

  func run(in session: Session) async throws {
    let collection = try RecordCollection.named(kind)
    let record = try await session.withGateway(options) { channel in
      let reader = RecordReader(channel: channel, options: options.callOptions)
      do {
        return try await reader.record(of: collection, identifier: identifier, atRevision: atRevision)
      } catch let error as RPCError where error.code == .notFound && atRevision == 0 {
        let hint = collection.keyHint.map { " Its identifier is \($0)." } ?? ""
        throw CommandFailure(
          .refused,
          "there is no \(collection.singularName) \"\(identifier)\" in the \(collection.keeper).\(hint) "
            + "\"ocop list \(collection.pluralName)\" shows all."
        )
      }
    }
    if options.json {
      return try session.output.write(JSONWriter.indented(record.json))
    }
    let columns = collection.columns
    let width = columns.map(\.name.displayWidth).max() ?? 0
    for column in columns {
      let cell = record.text(of: column).printable
      try session.output.write(cell.isEmpty ? "\(column.name)\n" : "\(column.name.padded(to: width))  \(cell)\n")
    }
    if !record.maskedFields.isEmpty { try session.note(ShownRecord.markNote) }
  }
}
