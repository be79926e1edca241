import ArgumentParser
import ClientKit
import Messages
import Services

/// `ocop report claims`
struct ReportClaimsCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims",
    abstract: "Put figures that were published elsewhere beside the counted ones; each gap is something to do.",
    discussion: """
      A published figure keeps its wording, source and day, and is never replaced; nor does it replace what is \
      counted. Counted is the same thing on the published figure's own day.

      Example:
        ocop report claims --as-of 2021-11-05
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: ArgumentHelp("Figures published for this day or before; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(help: "Words, numbers and days in Vietnamese (vi) or English (en); both when left out.")
  var language: ReportLanguage?

  func run(in session: Session) async throws {
    var request = ReportingV1.GetProgressReportRequest()
    if let asOf { request.asOf = try ReportOptions.day(asOf, "--as-of") }
    let report = try await session.withGateway(options) { [request] channel in
      try await ReportingV1.ReportingClient(channel: channel).getProgressReport(request, options: options.callOptions)
    }
    let claims = ClaimsText(report, language?.words ?? .both)
    try session.output.write(options.json ? JSONWriter.indented(try claims.json()) : claims.text())
  }
}
