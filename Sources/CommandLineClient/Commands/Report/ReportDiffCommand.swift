import ArgumentParser
import ClientKit
import Messages

/// `ocop report diff`
struct ReportDiffCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what changed between two signed reports, or since one, and why.",
    discussion: """
      Every changed cell is opened on both sides, and each record that stands otherwise has its cause:
      \(ChangeCause.allCases.map { "  \($0.rawValue.padded(to: 11)) \($0.text(.both))" }.joined(separator: "\n"))

      A late fact lets a record in, or ends it by an event with a day of its own, that was recorded after the first \
      report though it belongs to its day or before; a correction changes a record that was already there. "now" \
      stands for the same question of today, with all that is known, on the same map.

      Examples:
        ocop report diff 2021-11-05.report 2021-12-20.report
        ocop report diff 2021-11-05.report now
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: "Words, numbers and days in Vietnamese (vi) or English (en); both when left out.")
  var language: ReportLanguage?

  @Argument(help: ArgumentHelp("The earlier signed report.", valueName: "file"))
  var before: String

  @Argument(help: ArgumentHelp("The later one, or now.", valueName: "file"))
  var after: String

  func run(in session: Session) async throws {
    let first = try SignedReport.verified(path: before)
    let second = after == "now" ? nil : try SignedReport.verified(path: after)
    let comparison = try await session.withGateway(options) { channel in
      let reader = ReportReader(channel: channel, options: options.callOptions)
      guard let second else {
        return try await reader.changes(since: first, question: first.manifest.request.ofToday)
      }
      var comparison = try ReportComparison(try first.document(), try second.document())
      try first.requireSameEpochs(as: second)
      let finder = CauseFinder(reader: reader, before: first.manifest.request, after: second.manifest.request)
      try await finder.explain(&comparison)
      return comparison
    }
    let text = ComparisonText(comparison, language?.words ?? .both)
    if options.json {
      try session.output.write(JSONWriter.indented(.members(("changes", try text.json()))))
    } else {
      try session.output.write(text.text())
    }
    if comparison.isPartial {
      try session.note("Rows beyond the limit of a report (--limit) were not compared; its total has them all.")
    }
    if !comparison.unmatched.isEmpty {
      try session.note("Only one of the reports has: \(comparison.unmatched.joined(separator: ", "))")
    }
  }
}
