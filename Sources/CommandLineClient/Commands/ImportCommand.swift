import ArgumentParser
import RPC

/// `ocop import`
struct ImportCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Store the rows of CSV files.",
    discussion: """
      A file's name says what it holds (producers.csv, orders.csv, …; see "ocop list --help" for the kinds), its \
      header names the columns after the fields of the record. deploy/sample/README.md describes every file.

      Files are sent in the order in which they refer to each other, each all or nothing: with one bad row nothing of \
      the file is stored, and what comes after it is not sent. Every bad row is printed as
        file:line: column: value: reason (what to do)
      Importing again is always safe: rows that are stored already count as unchanged, and a row that is missing \
      from a file is never taken as a deletion. A file may also leave columns out, but not the identifier: of a \
      missing column what is stored stays as it is, while an empty cell clears it.

      Examples:
        ocop import deploy/sample
        ocop import --dry-run producers.csv products.csv
        ocop import --kind producers chu-the-thang-10.csv
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "CSV files, or folders of them.")
  var paths: [String]

  @Flag(name: .long, help: "Check every row and print what is wrong, but store nothing.")
  var dryRun = false

  @Option(name: .long, help: "What the files hold, when their names do not say it.")
  var kind: String?

  func run(in session: Session) async throws {
    let collection = try kind.map { name throws in try RecordCollection.named(name) }
    let files = try ImportSource.sources(of: paths, kind: collection).map(ImportFile.init(reading:))
    var report = ImportReport(session: session, isJSON: options.json, isDryRun: dryRun)
    if files.contains(where: { !$0.issues.isEmpty }) {
      for file in files {
        let state: ImportOutcome.State = file.issues.isEmpty ? .notSent : .refused
        try report.add(ImportOutcome(file, state, nil, issues: file.issues, count: file.issues.count))
      }
    } else {
      do {
        try await session.withGateway(options) { channel in
          let importer = Importer(channel: channel, session: session, budget: options.callTimeout)
          let run = ImportRun(importer: importer, files: files, progress: ProgressBar(session.diagnostics))
          try await dryRun ? run.check { try report.add($0) } : run.store { try report.add($0) }
        }
      } catch {
        try ProgressBar(session.diagnostics).clear()
        let failure = CommandFailure(error, gateway: options.gatewayText(in: session))
        let advice = dryRun ? "" : "\nThe import can simply be repeated: what is stored already stays as it is."
        throw CommandFailure(failure.status, failure.message + advice)
      }
    }
    try report.finish()
  }
}
