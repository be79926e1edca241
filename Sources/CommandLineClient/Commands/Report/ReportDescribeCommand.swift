import ArgumentParser
import ClientKit
import Messages

/// `ocop report describe`
struct ReportDescribeCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what each figure counts: its definition in words, its dimensions, and what is left out and why.",
    discussion: """
      Without a name: all figures with their numbers. The version changes when a definition does; signed reports name \
      the version that they used.

      Examples:
        ocop report describe
        ocop report describe products_listed_any_floor
        ocop report describe 13 --language en
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: "Words in Vietnamese (vi) or English (en); both when left out.")
  var language: ReportLanguage?

  @Argument(help: ArgumentHelp("Figures, by name or number.", valueName: "indicator"))
  var indicators: [String] = []

  func run(in session: Session) async throws {
    let catalogue = try await session.withGateway(options) { channel in
      try await IndicatorCatalogue.load(from: channel, options: options.callOptions)
    }
    let words = language?.words ?? .both
    let chosen = try catalogue.ids(named: indicators).map(catalogue.definition)
    if options.json {
      var answer = ReportingV1.ListIndicatorsResponse()
      answer.indicators = indicators.isEmpty ? catalogue.definitions : chosen
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer)))
    } else if indicators.isEmpty {
      try session.output.write(IndicatorText(words).table(catalogue.definitions))
    } else {
      try session.output.write(chosen.map(IndicatorText(words).description).joined(separator: "\n"))
    }
  }
}
