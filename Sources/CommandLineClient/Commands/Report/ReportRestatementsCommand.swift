import ArgumentParser
import ClientKit
import Messages

/// `ocop report restatements`
struct ReportRestatementsCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "restatements",
    abstract: "List what signed reports would say otherwise with what is known now, and why.",
    discussion: """
      Each report is asked again: the same day, period and map, but everything that has been recorded since. A signed \
      report itself never changes.

      Examples:
        ocop report restatements 2021-11-05.report
        ocop report restatements *.report --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(help: "Words, numbers and days in Vietnamese (vi) or English (en); both when left out.")
  var language: ReportLanguage?

  @Argument(help: ArgumentHelp("Signed reports.", valueName: "file"))
  var files: [String]

  func run(in session: Session) async throws {
    let signed = try files.map { try SignedReport.verified(path: $0) }
    let words = language?.words ?? .both
    var documents: [JSONValue] = []
    try await session.withGateway(options) { channel in
      let reader = ReportReader(channel: channel, options: options.callOptions)
      for (path, report) in zip(files, signed) {
        let question = report.manifest.request.withPresentKnowledge
        let text = ComparisonText(try await reader.changes(since: report, question: question), words)
        documents.append(.members(("file", .string(path)), ("restatements", try text.json())))
        guard !options.json else { continue }
        let day = words.day(report.manifest.signedOn)
        let heading = "\(path): \(words("ký ngày", "signed")) \(day), \(report.manifest.office)"
        try session.output.write(heading.printable + "\n" + text.text())
      }
    }
    if options.json { try session.output.write(JSONWriter.indented(.members(("reports", .array(documents))))) }
  }
}
