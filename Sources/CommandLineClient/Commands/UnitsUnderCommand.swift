import ArgumentParser
import ClientKit
import Messages

/// `ocop units under`
struct UnitsUnderCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "under",
    abstract: "List the units directly below a unit.",
    discussion: """
      Examples:
        ocop units under 20 --on 2021-11-05
        ocop units under 187 --on 2021-11-05
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The unit's code.")
  var code: String

  @Option(name: .long, help: ArgumentHelp("The day of the map; today when left out.", valueName: "day"))
  var on: String?

  func run(in session: Session) async throws {
    let details = try await session.withGateway(options) { channel in
      try await UnitReader(channel: channel, options: options.callOptions).unit(code, on: on ?? "")
    }
    if options.json {
      let children = JSONValue.array(try details.children.map { try MessageJSON.value(of: $0) })
      return try session.output.write(JSONWriter.indented(.members(("on", .string(details.on)), ("units", children))))
    }
    try session.output.write(UnitText.table(details.children))
    try session.note(
      "\(details.children.count) directly below \(details.path) on \(details.on), "
        + "\(details.descendantCount) on all levels"
    )
  }
}
