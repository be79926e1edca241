import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop report progress`
struct ProgressCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress",
    abstract: "Print where the campaign stands: products, stores, accounts, listings and sales by phase and unit.",
    discussion: """
      Every percentage stands beside its numerator and denominator; "–" means there is no data, which is not 0 %. A \
      product on two floors counts once. The last lines say how far each source was followed; right after an import \
      use --wait, so that it is in the figures.

      Examples:
        ocop report progress --as-of 2021-11-05 --geo 2021
        ocop report progress --json | jq '.rows[] | select(.kind == "ROW_KIND_TOTAL")'
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("The day the figures are of; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(name: .long, help: "The map of administrative units; the one in force on the day when left out.")
  var geo: GeographyArgument?

  @Flag(name: .long, help: "Wait until reporting knows all that the registry and the listing service hold now.")
  var wait = false

  func run(in session: Session) async throws {
    let report = try await session.withGateway(options) { channel in
      var request = ReportingV1.GetProgressReportRequest()
      request.asOf = asOf ?? ""
      request.edition = GeographyArgument.edition(geo)
      if wait {
        let reader = RecordReader(channel: channel, options: options.callOptions)
        request.registryRevision = try await reader.head(of: .registry)
        request.listingRevision = try await reader.head(of: .listing)
      }
      return try await ReportingV1.ReportingClient(channel: channel)
        .getProgressReport(request, options: options.callOptions)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: report)))
    } else {
      try session.output.write(ProgressReportText(report).rendered())
    }
  }
}
