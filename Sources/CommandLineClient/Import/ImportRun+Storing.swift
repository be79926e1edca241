import Messages
import RPC

extension ImportRun {
  /// Stores the files one by one, each all or nothing as far as can be: a file of several parts is checked whole by its
  /// service before its first part is sent. Stops at the first file that is refused, since those behind it may refer to
  /// it.
  ///
  /// - Throws: What a call threw; the outcomes so far have then been handed on.
  func store(_ handle: (ImportOutcome) throws -> Void) async throws {
    var heads: [RecordKeeper: UInt64] = [:]
    var registryRevision: UInt64?
    var isStopped = false
    for (index, check) in checks.enumerated() {
      guard !isStopped, let table = check.table else {
        try handle(ImportOutcome(check, .notSent))
        continue
      }
      let keeper = check.source.collection.keeper
      if check.partCount > 1, let issues = try await serviceIssues(of: [index], keeper).issues[index] {
        var outcome = ImportOutcome(check, .refused)
        outcome.issues = issues
        isStopped = true
        try handle(outcome)
        continue
      }
      if heads[keeper] == nil { heads[keeper] = try await importer.head(of: keeper) }
      if keeper == .listing, registryRevision == nil {
        registryRevision = try await importer.head(of: .registry)
      }
      var storing = FileStoring(
        run: self,
        index: index,
        table: table,
        registryRevision: registryRevision ?? 0,
        headBefore: heads[keeper] ?? 0
      )
      do {
        try await storing.run()
      } catch {
        try progress.clear()
        storing.outcome.state = .broken
        try handle(storing.outcome)
        throw error
      }
      try progress.clear()
      if keeper == .registry, storing.outcome.summary.applied {
        registryRevision = storing.outcome.summary.revision
      }
      isStopped = storing.outcome.state == .refused
      try handle(storing.outcome)
    }
  }
}
