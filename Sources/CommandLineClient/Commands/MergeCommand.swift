import ArgumentParser
import ClientKit
import Messages

/// `ocop merge`
struct MergeCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge a producer that is registered twice into the record that stays.",
    discussion: """
      Shows both records side by side and marks the duplicate as merged. From then on everything that the duplicate \
      has (products, stores, payment accounts, sales) counts as the survivor's, in every report and for whoever signs \
      in as the survivor. Nothing is moved or deleted: the history stays, and --undo takes the merge back.

      The same registration number at two producers is how most duplicates are found; "ocop import" names the other \
      one when it refuses the number.

      The registry decides whether the merge is possible. The duplicate is sent as it was read: when somebody changed \
      it in between, the merge is refused and can be repeated.

      Examples:
        ocop merge CT-CL-12 --into CT-CL-02 --dry-run
        ocop merge CT-CL-12 --into CT-CL-02
        ocop merge CT-CL-12 --undo
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The duplicate's identifier.")
  var duplicate: String

  @Option(name: .long, help: ArgumentHelp("The producer that it turned out to be.", valueName: "survivor"))
  var into: String?

  @Flag(name: .long, help: "Take a merge back: the producer counts by itself again.")
  var undo = false

  @Flag(name: .long, help: "Show both and check the merge, but store nothing.")
  var dryRun = false

  @Option(
    name: .long,
    help: ArgumentHelp("Names the merge in the audit log, and makes it safe to repeat.", valueName: "id")
  )
  var operation: String?

  func validate() throws {
    if undo == (into != nil) { throw ValidationError("say either --into SURVIVOR or --undo") }
  }

  func run(in session: Session) async throws {
    let summary = try await session.withGateway(options) { channel in
      let merger = ProducerMerger(channel: channel, options: options.callOptions)
      let pair = try await merger.pair(duplicate: duplicate, survivor: into)
      if !options.json { try session.output.write(pair.text + "\n") }
      return try await merger.merge(pair, operationID: operation, isDryRun: dryRun)
    }
    if options.json { try session.output.write(JSONWriter.indented(try MessageJSON.value(of: summary))) }
    guard summary.violations.isEmpty else {
      let faults = summary.violations.map { "\($0.field): \($0.description)" }
      throw CommandFailure(.refused, "not \(undo ? "undone" : "merged").\n" + faults.joined(separator: "\n"))
    }
    if !options.json { try session.output.write(outcome(summary)) }
  }

  private func outcome(_ summary: CommonV1.ImportSummary) -> String {
    if dryRun { return "nothing is wrong, and nothing is stored: run it without --dry-run\n" }
    if summary.updated == 0 { return "it was so already; nothing changed\n" }
    let what = into.map { "\(duplicate) is merged into \($0)" } ?? "\(duplicate) counts by itself again"
    return "\(what) (registry revision \(summary.revision))\n"
  }
}
