import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop recognitions`
struct RecognitionsCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "recognitions",
    abstract: "Show what the recognitions of products are on a day: valid, in extension, expired, revoked.",
    discussion: """
      One line for each product: what its newest recognition issued by that day is. The last line answers "how many \
      OCOP products are there?" in its several honest ways; it counts all products within reach (or of --unit), \
      whatever --status and --expiring choose. Nothing of this is stored, so every day can be asked for, past or \
      to come.

      --as-of asks what was so on a day, by all that is known; --at-revision what the registry knew when its change \
      log ended there: before corrections, and before products and producers turned out to be somewhere else. \
      "ocop history" shows the revisions of a record, "ocop status" the last one of all.

      Examples:
        ocop recognitions
        ocop recognitions --as-of 2025-11-20 --status expired
        ocop recognitions --expiring 180 --unit 187 --as-of 2022-09-01
        ocop recognitions --product SP-CL-09 --every
        ocop recognitions --product SP-CL-09 --at-revision 120
        ocop recognitions --unit 187 --as-of 2021-11-05 --at-revision 480
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("The day asked for; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(
    name: .long,
    help: "Only these: not_yet, valid, in_extension, expired, revoked, superseded. Give it again for more."
  )
  var status: [String] = []

  @Option(name: .long, help: ArgumentHelp("Only producers in this unit, by its code on the day.", valueName: "code"))
  var unit: String?

  @Option(name: .long, help: ArgumentHelp("Only valid ones that run out within so many days.", valueName: "days"))
  var expiring: UInt32?

  @Option(name: .long, help: ArgumentHelp("Only this product.", valueName: "id"))
  var product: String?

  @Flag(name: .long, help: "Every recognition of a product, not only its newest.")
  var every = false

  @Option(
    name: .long,
    help: ArgumentHelp("As the registry knew it at this revision of its change log.", valueName: "revision")
  )
  var atRevision: UInt64?

  func run(in session: Session) async throws {
    let report = try await session.withGateway(options) { try await read(through: $0) }
    if options.json {
      return try session.output.write(JSONWriter.indented(try report.json()))
    }
    try session.output.write(report.rendered(isTerminal: session.output.isTerminal))
    if let note = report.erasureNote { try session.note(note) }
  }

  private func read(through channel: any Channel) async throws -> RecognitionReport {
    var request = RegistryV1.ListRecognitionStatusesRequest()
    request.asOf = asOf ?? ""
    request.unitCode = unit ?? ""
    request.productID = product ?? ""
    request.states = try status.map(Self.state)
    request.expiringWithinDays = expiring ?? 0
    request.everyRecognition = every
    request.atRevision = atRevision ?? 0
    let client = RegistryV1.RegistryClient(channel: channel)
    var report = RecognitionReport()
    var token = ""
    repeat {
      var page = CommonV1.PageRequest()
      page.pageSize = RecordReader.pageSize
      page.pageToken = token
      request.page = page
      let answer = try await client.listRecognitionStatuses(request, options: options.callOptions)
      report.add(answer)
      // All pages are of one day, also when the list is read around midnight.
      request.asOf = answer.asOf
      guard answer.nextPageToken != token || token.isEmpty else {
        throw CommandFailure(.failure, "the registry answers with the same page again and again")
      }
      token = answer.nextPageToken
    } while !token.isEmpty
    return report
  }

  private static func state(_ text: String) throws(CommandFailure) -> RegistryV1.RecognitionState {
    let names = RegistryV1.RecognitionState.allCases.filter { $0 != .unspecified }.map(RecognitionReport.name)
    let wanted = text.lowercased().replacing("-", with: "_")
    let found = RegistryV1.RecognitionState.allCases.first { RecognitionReport.name($0) == wanted }
    guard let found, found != .unspecified else {
      throw CommandFailure(
        .usage,
        "--status \(text) is no status." + Suggestion.clause(for: wanted, among: names)
          + " Use one of: \(names.joined(separator: ", "))."
      )
    }
    return found
  }
}
