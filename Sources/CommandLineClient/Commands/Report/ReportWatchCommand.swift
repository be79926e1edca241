import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop report watch`
struct ReportWatchCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Print a report, and every change of its figures as it happens, until Ctrl-C.",
    discussion: """
      First the whole table, then a line for each cell that changes. With --json one report on each line. When the \
      connection breaks it goes on with the figures of then, for as long as --timeout says.

      Example:
        ocop report watch products_listed_any_floor orders --by unit --geo 2021
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "What it is of") var report: ReportOptions

  @Option(help: "Words, numbers and days in Vietnamese (vi) or English (en); both when left out.")
  var language: ReportLanguage?

  @Argument(help: ArgumentHelp("Figures; all that have the dimensions when left out.", valueName: "indicator"))
  var indicators: [String] = []

  mutating func validate() throws {
    if report.knownOn != nil || report.atRevision != nil {
      throw ValidationError("What was known once does not change: leave out --known-on and --at-revision.")
    }
  }

  func run(in session: Session) async throws {
    try await session.withGateway(options) { channel in
      let reader = ReportReader(channel: channel, options: options.callOptions)
      let catalogue = try await reader.catalogue()
      let watcher = ReportWatcher(
        reader: reader,
        catalogue: catalogue,
        session: session,
        words: language?.words ?? .both,
        isJSON: options.json
      )
      let request = try await reader.request(indicators, report, catalogue, in: session)
      try await watcher.run(request, patience: options.callTimeout)
    }
  }
}
