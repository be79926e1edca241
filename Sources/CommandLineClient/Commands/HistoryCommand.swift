import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop history`
struct HistoryCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what a record was: every change, what it changed, and who made it.",
    discussion: """
      Changes are told oldest first, each with its revision ("ocop show KIND ID --at-revision N" shows the whole \
      record after it), its time in UTC and its operation. Who made it stands in the audit log and is told to those \
      who may read that. What was erased on a person's behalf is gone from here too.

      Examples:
        ocop history producer CT-CL-02
        ocop history order DH-0001 --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The kind of record; see \"ocop list --help\".")
  var kind: String

  @Argument(help: "The record's identifier.")
  var identifier: String

  func run(in session: Session) async throws {
    let collection = try RecordCollection.named(kind)
    let (past, callers) = try await session.withGateway(options) { channel in
      let past = try await RecordReader(channel: channel, options: options.callOptions)
        .history(of: collection, identifier: identifier)
      let callers = try await AuditSearcher(channel: channel, options: options.callOptions, limit: 2_000)
        .callers(of: collection.keeper, record: "\(collection.singularName)/\(identifier)")
      return (past, callers)
    }
    if options.json { return try session.output.write(JSONWriter.indented(Self.json(past, callers))) }
    if past.isTruncated { try session.output.write("earlier changes were compacted away\n") }
    for index in past.versions.indices {
      let version = past.versions[index]
      let who = callers[version.operationID].map { " by \($0)" } ?? ""
      let heading =
        "revision \(version.revision)  \(WatermarkText.time(version.recordedAtUnixMicroseconds))  "
        + "\(version.operationID)\(who)"
      try session.output.write(heading.printable + "\n")
      if version.record == nil { try session.output.write("  erased on a person's behalf\n") }
      for change in past.changes(at: index) {
        try session.output.write("  \(change.text)".printable + "\n")
      }
    }
    let isMasked = past.versions.contains { $0.record?.maskedFields.isEmpty == false }
    if isMasked { try session.note(ShownRecord.markNote) }
  }

  private static func json(_ past: RecordPast, _ callers: [String: String]) -> JSONValue {
    .members(
      ("kind", .string(past.collection.singularName)),
      ("is_truncated", .bool(past.isTruncated)),
      (
        "versions",
        .array(
          past.versions.indices.map { index in
            let version = past.versions[index]
            return .members(
              ("revision", .string(String(version.revision))),
              ("recorded_at", .string(WatermarkText.time(version.recordedAtUnixMicroseconds))),
              ("operation_id", .string(version.operationID)),
              ("caller", callers[version.operationID].map { .string($0) } ?? .null),
              ("is_erased", .bool(version.record == nil)),
              ("record", version.record?.json ?? .null),
              (
                "changes",
                .array(
                  past.changes(at: index).map {
                    .members(
                      ("field", .string($0.name)),
                      ("before", .string($0.before)),
                      ("after", .string($0.after))
                    )
                  }
                )
              )
            )
          }
        )
      )
    )
  }
}
