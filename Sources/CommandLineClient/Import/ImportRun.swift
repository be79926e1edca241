import Messages
import RPC
import Spreadsheet

/// One run of `ocop import` over files that were read: sends or checks them in order.
struct ImportRun: Sendable {
  let importer: Importer
  let files: [ImportFile]
  let progress: ProgressBar

  /// Stores the files one by one, each all or nothing. Stops at the first that is refused, since those behind it may
  /// refer to it.
  ///
  /// - Throws: What a call threw; the outcomes so far have then been handed on.
  func store(_ handle: (ImportOutcome) throws -> Void) async throws {
    var registryRevision: UInt64?
    var isStopped = false
    for (index, file) in files.enumerated() {
      if isStopped {
        try handle(ImportOutcome(file, .notSent, nil, issues: [], count: 0))
        continue
      }
      try progress.show(index, of: files.count, file.source.path)
      let batch = ImportBatch(keeper: file.source.collection.keeper, files: [file])
      if batch.keeper == .listing, registryRevision == nil {
        registryRevision = try await importer.registryRevision()
      }
      let summary = try await importer.send(batch, isDryRun: false, registryRevision: registryRevision ?? 0)
      if batch.keeper == .registry {
        registryRevision = summary.revision
      }
      try progress.clear()
      isStopped = !summary.applied
      try handle(
        ImportOutcome(
          file,
          summary.applied ? .stored : .refused,
          summary,
          issues: summary.violations.map(batch.issue),
          count: Int(summary.violationCount)
        )
      )
    }
  }

  /// Checks the files without storing anything, all of one service together, so that a file may refer to another.
  ///
  /// Listing cannot know yet what the registry's files of this run would add, so references to those are left to the
  /// import itself.
  ///
  /// - Throws: What a call threw.
  func check(_ handle: (ImportOutcome) throws -> Void) async throws {
    var knownHere: Set<String> = []
    for keeper in RecordKeeper.allCases {
      let files = files.filter { $0.source.collection.keeper == keeper }
      guard !files.isEmpty else { continue }
      try progress.show(keeper == .registry ? 0 : 1, of: 2, "checking with \(keeper)")
      let batch = ImportBatch(keeper: keeper, files: files)
      let summary = try await importer.send(batch, isDryRun: true, registryRevision: 0)
      try progress.clear()
      let issues = summary.violations.filter {
        !$0.isUnknownReference || !knownHere.contains(batch.issue(of: $0).value)
      }
      .map(batch.issue)
      let unlisted = Int(summary.violationCount) - summary.violations.count
      for file in files {
        let own = issues.filter { $0.file == file.source.path }
        let count = own.count + (file.source.path == files.last?.source.path ? max(0, unlisted) : 0)
        try handle(ImportOutcome(file, count > 0 ? .refused : .checked, nil, issues: own, count: count))
      }
      if keeper == .registry {
        knownHere = Set(files.flatMap { file in file.rows.compactMap { file.identifier(of: $0) } })
      }
    }
  }
}

extension CommonV1.RecordViolation {
  /// True when the record refers to another that the service does not know.
  fileprivate var isUnknownReference: Bool { reason.hasPrefix("unknown_") }
}

extension ImportFile {
  /// Text of a row's first column in the schema, which identifies the record.
  fileprivate func identifier(of row: SheetRow) -> String? {
    guard let name = source.collection.columns.first?.name, let index = columnIndexes[name] else { return nil }
    return row.cells[index].text.trimmed
  }
}
