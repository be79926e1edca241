import ArgumentParser
import ClientKit
import RPC

/// `ocop import`
struct ImportCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Store the rows of CSV files and workbooks.",
    discussion: """
      A file's name says what it holds (producers.csv, orders.xlsx, …; see "ocop list --help" for the kinds), its \
      header names the columns after the fields of the record. deploy/sample/README.md describes every file. A file \
      with an office's own columns, or a floor's export, is read by a mapping ("ocop mappings" lists them): name it, \
      or leave it to be found by the header.

      Files are sent in the order in which they refer to each other, each all or nothing: with one bad row nothing of \
      the file is stored, and what comes after it is not sent. Every bad row is printed as
        file:line: column: value: reason (what to do)
      and, in a workbook, with its sheet and cell (Sheet!B17). Importing again is always safe: rows that are stored \
      already count as unchanged, rows that were imported before just like this are not stored over what came later \
      (--again does that), and a row that is missing from a file is never taken as a deletion. A file may also leave \
      columns out, but not the identifier: of a missing column what is stored stays as it is, while an empty cell \
      clears it.

      A file of more than 5,000 rows is sent in parts. All of it is checked first; if it breaks off all the same, \
      which rows are stored is said, and it can simply be imported again. Ctrl-C ends it behind the part that is \
      under way.

      A file from "ocop export" has a column "revision". A record that somebody else has changed since is refused. \
      With --queue-conflicts what others have changed stays, what only the file changes is stored beside it, and a \
      record of which both have changed the same field waits in the service's queue until an officer decides \
      ("ocop conflicts"). Everything else is stored.

      Examples:
        ocop import deploy/sample
        ocop import --dry-run producers.csv products.xlsx
        ocop import --kind producers chu-the-thang-10.csv
        ocop import --mapping voso-orders voso-thang-10.xlsx --faults loi.csv
        ocop import --queue-conflicts producers.xlsx
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "CSV files, workbooks (.xlsx), or folders of them.")
  var paths: [String]

  @Flag(name: .long, help: "Check every row, print what is wrong and what would change, but store nothing.")
  var dryRun = false

  @Option(name: .long, help: "What the files hold, when their names do not say it.")
  var kind: String?

  @Option(name: .long, help: "How the files' own columns become ours: a name from \"ocop mappings\", or a file.")
  var mapping: String?

  @Option(name: .long, help: "The sheet of a workbook to read, when it is not the first that fits.")
  var sheet: String?

  @Option(name: .long, help: ArgumentHelp("Write every fault into this CSV file.", valueName: "file"))
  var faults: String?

  @Flag(name: .long, help: "Store rows that were imported before, over what came later.")
  var again = false

  @Flag(name: .long, help: "Let records that somebody else has changed since wait for an officer's decision.")
  var queueConflicts = false

  mutating func validate() throws {
    if kind != nil, mapping != nil { throw ValidationError("--mapping says the kind already: leave --kind out.") }
  }

  func run(in session: Session) async throws {
    let sources = try sources(in: session)
    let faultFile = try faults.map { try FaultFile(path: $0) }
    var report = ImportReport(session: session, isJSON: options.json, isDryRun: dryRun)
    do {
      if sources.contains(where: { $0.mapping?.needsListings == true }) {
        try await session.withGateway(options) { channel in
          let finder = try await ListingFinder.reading(
            RecordReader(channel: channel, options: options.callOptions)
          )
          let checks = try checked(sources, finder, faultFile, session)
          if try !refuseFaults(of: checks, &report) { try await send(checks, channel, faultFile, session, &report) }
        }
      } else {
        let checks = try checked(sources, nil, faultFile, session)
        if try !refuseFaults(of: checks, &report) {
          try await session.withGateway(options) { channel in
            try await send(checks, channel, faultFile, session, &report)
          }
        }
      }
    } catch {
      try ProgressBar(session.diagnostics).clear()
      if options.json { try report.finish() }
      let failure = CommandFailure(error, gateway: options.gatewayText(in: session))
      let advice = dryRun ? "" : "\nThe import can simply be repeated: what is stored already stays as it is."
      throw CommandFailure(failure.status, failure.message + advice)
    }
    try faultFile?.finish()
    if try report.finish() { throw report.refusal(faultFile: faults) }
  }

  private func sources(in session: Session) throws -> [ImportSource] {
    let collection = try kind.map { name throws in try RecordCollection.named(name) }
    let mapping = try mapping.map { name in try MappingShelf.mapping(named: name, session.environment) }
    let isTold = collection != nil || mapping != nil
    let sources = try ImportSource.sources(
      of: paths,
      kind: collection,
      mapping: mapping,
      sheetName: sheet,
      shelf: isTold ? [] : try MappingShelf.all(session.environment)
    )
    for source in sources where !isTold {
      if let found = source.mapping { try session.note("\(source.path): read by the mapping \(found.name)") }
    }
    return sources
  }

  private func checked(
    _ sources: [ImportSource],
    _ finder: ListingFinder?,
    _ faultFile: FaultFile?,
    _ session: Session
  ) throws -> [ImportCheck] {
    let bar = ProgressBar(session.diagnostics)
    return try sources.map { source in
      try Task.checkCancellation()
      let progress = { (count: Int) in
        try Task.checkCancellation()
        try bar.show(count: count, "rows read of \(source.path)")
      }
      let check = try ImportCheck(source, finder: finder, limits: session.importLimits, progress: progress) { issue in
        try faultFile?.add(issue)
      }
      try bar.clear()
      for note in check.table?.layout.notes ?? [] { try session.note(note.printable) }
      if check.skippedCount > 0 {
        let count = ImportOutcome.count(check.skippedCount, "row")
        try session.note("\(source.path): \(count) left out, as its mapping says".printable)
      }
      return check
    }
  }

  /// Hands on every file when one of them is wrong by itself.
  private func refuseFaults(of checks: [ImportCheck], _ report: inout ImportReport) throws -> Bool {
    guard checks.contains(where: { !$0.issues.isEmpty }) else { return false }
    for check in checks { try report.add(ImportOutcome(check, check.issues.isEmpty ? .notSent : .refused)) }
    return true
  }

  private func send(
    _ checks: [ImportCheck],
    _ channel: any Channel,
    _ faultFile: FaultFile?,
    _ session: Session,
    _ report: inout ImportReport
  ) async throws {
    let run = ImportRun(
      importer: Importer(channel: channel, session: session, budget: options.callTimeout),
      checks: checks,
      progress: ProgressBar(session.diagnostics),
      limits: session.importLimits,
      faults: faultFile,
      isAgain: again,
      queuesConflicts: queueConflicts
    )
    var added = report
    defer { report = added }
    try await dryRun ? run.check { try added.add($0) } : run.store { try added.add($0) }
    if !dryRun, added.conflictCount > 0 {
      let count = ImportOutcome.count(added.conflictCount, "record")
      try session.note("\(count) changed by others meanwhile, waiting for an officer: ocop conflicts")
    }
  }
}
