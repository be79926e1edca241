import ArgumentParser
import Messages
import RPC
import Services

/// `ocop verify`
struct VerifyCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that no change was lost or altered, in any service.",
    discussion: """
      Every change in the registry's and the listing service's log carries a digest of itself and of the one before. \
      This has each service recompute its whole chain, and compares the digest at the place every follower has come to \
      with the one the follower worked out from what it received.

      Ends with 1 when something is wrong, with 3 when a service cannot be reached. The services go on meanwhile.

      Example:
        ocop verify
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run(in session: Session) async throws {
    let progress = ProgressBar(session.diagnostics)
    let report = try await session.withGateway(options) { channel in
      try await InstallationVerifier(channel: channel, options: options.callOptions, progress: progress).report()
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
  }
}
