import ArgumentParser
import ClientKit
import Messages

/// `ocop report targets`
struct ReportTargetsCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "targets",
    abstract: "Put what units were to reach beside what they have reached.",
    discussion: """
      Targets in force on the day, by phase, unit and indicator, with the decision that each rests on.

      Example:
        ocop report targets --as-of 2021-11-05 --geo 2021
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: ArgumentHelp("The day; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(help: "The map of administrative units; the one in force on the day when left out.")
  var geo: GeographyArgument?

  @Option(help: "Words, numbers and days in Vietnamese (vi) or English (en); both when left out.")
  var language: ReportLanguage?

  func run(in session: Session) async throws {
    var request = ReportingV1.GetReportRequest()
    // Every report without filter and rows has the targets; this one has little else.
    request.indicatorIDs = ["products_recognised"]
    if let asOf { request.asOf = try ReportOptions.day(asOf, "--as-of") }
    request.edition = GeographyArgument.edition(geo)
    let report = try await session.withGateway(options) { [request] channel in
      try await ReportReader(channel: channel, options: options.callOptions).report(request)
    }
    if options.json {
      let targets = JSONValue.array(try report.targets.map { try MessageJSON.value(of: $0) })
      return try session.output.write(
        JSONWriter.indented(.members(("as_of", .string(report.asOf)), ("targets", targets)))
      )
    }
    let words = language?.words ?? .both
    let heading =
      "\(words("Mục tiêu và kết quả đến ngày", "targets and what was reached, as of")) \(words.day(report.asOf))\n\n"
    let nothing = words("Chưa có mục tiêu nào.", "There are no targets.") + "\n"
    try session.output.write(heading + (report.targets.isEmpty ? nothing : TargetsText(words).table(report.targets)))
  }
}
