import ArgumentParser
import ClientKit
import Identity
import Messages

/// `ocop report verify`
struct ReportVerifyCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that a signed report is as it was signed, and that the same records still give it, byte for byte.",
    discussion: """
      First the signature and the digests; then the service is asked the same question at the same revisions, and its \
      answer compared byte for byte. What differs is named. Ends with 1 when anything is wrong.

      Without --key the signature is checked with the public key in the file itself: that shows that nothing was \
      changed since, but not who signed.

      Examples:
        ocop report verify 2021-11-05.report --key lang-son.pub
        ocop report verify 2021-11-05.report --key lang-son.pub --offline
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: ArgumentHelp("The signed report.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("Public keys that are believed, as ocop identity new-key prints them.", valueName: "file"))
  var key: String?

  @Flag(help: "Check the signature and the digests only; no service is asked.")
  var offline = false

  /// Most places that are named.
  private static let differencesMax = 50

  func run(in session: Session) async throws {
    let signed = try SignedReport(path: file)
    try signed.checkSignature(with: try keys())
    try signed.checkContents()
    var differences: [String] = []
    if !offline {
      let report = try await session.withGateway(options) { channel in
        try await ReportReader(channel: channel, options: options.callOptions).report(signed.manifest.request)
      }
      differences = try self.differences(signed, report)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(json(signed, differences)))
    } else {
      try session.output.write(text(signed, differences))
    }
    if key == nil {
      try session.note("The key is the one in the file: add --key FILE to prove who signed.")
    }
    if !differences.isEmpty {
      throw CommandFailure(.refused, "\(file): the records no longer give this report; see above what differs")
    }
  }

  private func keys() throws -> VerificationKeys? {
    guard let key else { return nil }
    do {
      return try VerificationKeys(fileText: try TextFile.read(key, bytesMax: 1 << 20), path: key)
    } catch let error as IdentityFileError {
      throw CommandFailure(.usage, error.description)
    }
  }

  /// What is not the same; empty when every byte is.
  private func differences(_ signed: SignedReport, _ report: ReportingV1.Report) throws -> [String] {
    guard report.canonicalBytes != signed.reportBytes else { return [] }
    var answer = report
    answer.watermarks = []
    let found = JSONDifference.lines(
      try MessageJSON.value(of: try ReportingV1.Report(decodingBytes: signed.reportBytes)),
      try MessageJSON.value(of: answer),
      countMax: Self.differencesMax
    )
    return found.isEmpty ? ["the same fields in other bytes: is this program of another version?"] : found
  }

  private func text(_ signed: SignedReport, _ differences: [String]) -> String {
    var text = SignedReportText.summary(signed, path: file)
    text += "Chữ ký đúng · the signature is good.\nMã băm đúng · the digests are right.\n"
    if offline { return text + "Chưa in lại (--offline) · not reprinted.\n" }
    let count = VietnameseNumber.grouped(signed.reportBytes.count)
    if differences.isEmpty {
      return text + "In lại giống hệt từng byte (\(count)) · reprinted, the same byte for byte (\(count)).\n"
    }
    return text + "In lại KHÁC · reprinted, it DIFFERS (signed → now):\n"
      + differences.map { "  \($0)".printable + "\n" }.joined()
  }

  private func json(_ signed: SignedReport, _ differences: [String]) -> JSONValue {
    .members(
      ("manifest", signed.manifest.json),
      ("key", .string(signed.signature.keyID)),
      ("key_given", .bool(key != nil)),
      ("reprinted", .bool(!offline)),
      ("differences", .array(differences.map { .string($0) }))
    )
  }
}
