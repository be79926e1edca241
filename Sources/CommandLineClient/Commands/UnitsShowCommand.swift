import ArgumentParser
import ClientKit
import Messages

/// `ocop units show`
struct UnitsShowCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a unit: where it lies, since when, what it came from and what became of it.",
    discussion: """
      Examples:
        ocop units show 06463 --on 2021-11-05
        ocop units show 06154
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
      return try session.output.write(JSONWriter.indented(try MessageJSON.value(of: details)))
    }
    try session.output.write(UnitText.description(of: details))
  }
}
