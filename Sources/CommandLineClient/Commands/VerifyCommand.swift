import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop verify`
struct VerifyCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that no change and no entry of an audit log was lost or altered, in any service.",
    discussion: """
      Every change in the registry's and the listing service's log carries a digest of itself and of the one before. \
      This has each service recompute its whole chain, and compares the digest at the place every follower has come to \
      with the one the follower worked out from what it received. The audit logs are proved in the same way.

      Somebody who cuts off the end of a log leaves a chain that is whole. So keep where the chains end (--note), on \
      another machine or on paper, and compare with it later (--against).

      Ends with 1 when something is wrong, with 3 when a service cannot be reached. The services go on meanwhile.

      Example:
        ocop verify
        ocop verify --note /media/stick/2021-11-05.note
        ocop verify --against /media/stick/2021-11-05.note
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("Write where the chains end into a new file.", valueName: "file"))
  var note: String?

  @Option(name: .long, help: ArgumentHelp("Compare with where they ended, as --note wrote it.", valueName: "file"))
  var against: String?

  func run(in session: Session) async throws {
    let progress = ProgressBar(session.diagnostics)
    let earlier = try against.map { try NoteFile.read($0) } ?? ChainNote()
    let report = try await session.withGateway(options) { channel in
      try await InstallationVerifier(
        channel: channel,
        options: options.callOptions,
        progress: progress,
        earlier: earlier
      ).report()
    }
    if options.json {
      try session.output.write(JSONWriter.indented(report.json))
    } else {
      try session.output.write(report.table)
    }
    if let unreachable = report.findings.first(where: { $0.result == .unreachable }) {
      throw CommandFailure(.unavailable, "\(unreachable.subject) could not be verified: \(unreachable.detail)")
    }
    let wrong = report.findings.filter { $0.result == .wrong }.map(\.subject)
    guard wrong.isEmpty else {
      throw CommandFailure(
        .refused,
        "wrong: \(wrong.joined(separator: ", ")); stop the service, keep its database as it is, "
          + "and restore a backup (deploy/RUNBOOK.md)"
      )
    }
    // Of chains that are not whole nothing is noted.
    if let note { try NoteFile.write(report.heads, to: note) }
  }
}
