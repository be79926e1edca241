import ArgumentParser
import ClientKit
import Foundation
import Identity
import Messages

/// `ocop report sign`
struct ReportSignCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract:
      "Sign a report with an office's key, so that it can be reprinted byte for byte, and nobody can change it.",
    discussion: """
      The file holds the report, and a manifest of what it was counted from: versions of the definitions, map, days, \
      filter, revisions and epochs of the logs, and a SHA-256 of the report. The signature (Ed25519) is under the \
      manifest. Records that are added or corrected later do not touch it: "ocop report restatements" lists what they \
      would change.

      Make the key once, with "ocop identity new-key", for signing reports only, and give its public line to those who \
      verify. A file that is there is not replaced.

      Examples:
        ocop identity new-key --id lang-son-2021 --out lang-son.key > lang-son.pub
        ocop report sign products_listed_any_floor --by phase,unit --as-of 2021-11-05 --key lang-son.key \
      --office "Chi cục PTNT Lạng Sơn" --to 2021-11-05.report
        ocop report verify 2021-11-05.report --key lang-son.pub
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "What it is of") var report: ReportOptions

  @Option(help: ArgumentHelp("The file of the key that signs.", valueName: "file"))
  var key: String

  @Option(help: ArgumentHelp("The office in whose name it is signed.", valueName: "name"))
  var office: String

  @Option(help: ArgumentHelp("The new file.", valueName: "file"))
  var to: String

  @Argument(help: ArgumentHelp("Figures; all that have the dimensions when left out.", valueName: "indicator"))
  var indicators: [String] = []

  mutating func validate() throws {
    guard (1...200).contains(office.count) else { throw ValidationError("--office is a name of 1 to 200 characters.") }
  }

  func run(in session: Session) async throws {
    let signingKey = try signingKey()
    if FileManager.default.fileExists(atPath: to) {
      throw CommandFailure(.usage, "--to \(to): the file is there already, and is not replaced")
    }
    let (document, request) = try await session.withGateway(options) { channel in
      let reader = ReportReader(channel: channel, options: options.callOptions)
      let catalogue = try await reader.catalogue()
      let question = try await reader.request(indicators, report, catalogue, in: session)
      let first = try await reader.report(question)
      let pinned = question.pinned(to: first)
      // Signed is what the pinned question gives, since that is what can be asked again.
      let second = try await reader.report(pinned)
      guard second.rows == first.rows, second.total == first.total else {
        throw CommandFailure(.failure, "the service does not count the same twice from the same revisions: not signed")
      }
      return (ReportDocument(report: second, catalogue: catalogue), pinned)
    }
    let signed = try SignedReport(
      document,
      request: request,
      office: office,
      key: signingKey,
      signedAt: session.nowUnixSeconds()
    )
    let file = try WholeFile(path: to)
    try file.write(signed.fileText)
    try file.finish()
    if options.json {
      try session.output.write(JSONWriter.indented(signed.manifest.json))
    } else {
      try session.output.write(SignedReportText.summary(signed, path: to))
    }
  }

  private func signingKey() throws(CommandFailure) -> SigningKey {
    let text = try TextFile.read(key, bytesMax: 4_096)
    do throws(IdentityProblem) {
      return try SigningKey(fileText: text)
    } catch {
      throw CommandFailure(.usage, "--key \(key) \(error)")
    }
  }
}
