import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop audit`
struct AuditCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Search the audit logs: who changed what, and who read personal data.",
    discussion: """
      Searches registry and listing and prints what they find in the order of time. Times are UTC. \
      Entries name records and never hold what is in them.

      Examples:
        ocop audit --since 2021-11-01 --until 2021-12-01 --subject nguyen.thi.hoa
        ocop audit --record producer/CT-01
        ocop audit --record contact/CT-01 --method GetContact
        ocop audit --operation import-2021-11-05 --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("Entries from then on.", valueName: "day or time"))
  var since: String?

  @Option(name: .long, help: ArgumentHelp("Entries before then.", valueName: "day or time"))
  var until: String?

  @Option(name: .long, help: ArgumentHelp("Who called.", valueName: "name"))
  var subject: String?

  @Option(name: .long, help: ArgumentHelp("What the caller was: province, office, producer, …", valueName: "role"))
  var role: String?

  @Option(name: .long, help: ArgumentHelp("The operation.", valueName: "id"))
  var operation: String?

  @Option(name: .long, help: ArgumentHelp("The record, kind and identifier: contact/CT-01.", valueName: "record"))
  var record: String?

  @Option(name: .long, help: ArgumentHelp("The method: ImportRecords, GetContact, …", valueName: "name"))
  var method: String?

  @Option(name: .long, help: ArgumentHelp("How it ended: ok, PERMISSION_DENIED.", valueName: "outcome"))
  var outcome: String?

  @Option(name: .long, help: ArgumentHelp("Entries of each service at most, 1 to 100000.", valueName: "number"))
  var limit = 1_000

  func run(in session: Session) async throws {
    guard (1...100_000).contains(limit) else {
      throw CommandFailure(.usage, "--limit \(limit) is not between 1 and 100000")
    }
    var request = AuditV1.SearchAuditRequest()
    if let since { request.sinceUnixMicroseconds = try TimeArgument.unixMicroseconds(since, option: "--since") }
    if let until { request.untilUnixMicroseconds = try TimeArgument.unixMicroseconds(until, option: "--until") }
    request.subject = subject ?? ""
    request.role = role ?? ""
    request.operationID = operation ?? ""
    request.record = record ?? ""
    request.method = method ?? ""
    request.outcome = outcome ?? ""
    let (found, hasMore) = try await session.withGateway(options) { [request] channel in
      try await AuditSearcher(channel: channel, options: options.callOptions, limit: limit).search(request)
    }
    if options.json {
      let entries = try found.map { item in
        JSONValue.members(
          ("service", .string(item.keeper.rawValue)),
          ("entry", try MessageJSON.value(of: item.entry))
        )
      }
      try session.output.write(JSONWriter.indented(.members(("entries", .array(entries)))))
    } else {
      try session.output.write(AuditText.table(found))
    }
    if hasMore {
      try session.note("there is more: narrow the search, or raise --limit \(limit)")
    }
  }
}
