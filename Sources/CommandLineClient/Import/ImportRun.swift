import ClientKit
import Messages
import RPC

/// One run of `ocop import` over files that were checked: sends or checks them in order, in parts.
struct ImportRun: Sendable {
  let importer: Importer
  let checks: [ImportCheck]
  let progress: ProgressBar
  let limits: ImportLimits
  /// Takes every fault that a service finds.
  var faults: FaultFile?
  /// True when rows are to be stored over what came after they were imported the first time.
  var isAgain = false
  /// Whether rows that somebody else has changed since they were exported go into the services' queues; otherwise such
  /// a row is a fault.
  var queuesConflicts = false

  /// Checks the files without storing anything, all of one service together, so that a file may refer to another.
  ///
  /// Listing cannot know yet what the registry's files of this run would add, nor a part what another part would, so
  /// references to those are left to the import itself.
  ///
  /// - Throws: What a call threw.
  func check(_ handle: (ImportOutcome) throws -> Void) async throws {
    for keeper in RecordKeeper.allCases {
      let chosen = checks.indices.filter { checks[$0].source.collection.keeper == keeper }
      guard !chosen.isEmpty else { continue }
      let found = try await serviceIssues(of: chosen, keeper)
      for index in chosen {
        let issues = found.issues[index] ?? ImportIssueList()
        var outcome = ImportOutcome(checks[index], issues.isEmpty ? .checked : .refused)
        outcome.issues = issues
        outcome.conflictCount = found.conflictCounts[index] ?? 0
        if issues.isEmpty, let table = checks[index].table {
          try await findDifferences(of: table, at: index, in: &outcome)
        }
        try handle(outcome)
      }
    }
  }

  /// What a service has found in files, by their places.
  struct ServiceFindings {
    var issues: [Int: ImportIssueList] = [:]
    /// Rows that would go into the queue of conflicts.
    var conflictCounts: [Int: Int] = [:]
  }

  /// What a service finds wrong with files when it checks them part by part.
  ///
  /// - Parameter chosen: Places of the files among ``checks``.
  func serviceIssues(of chosen: [Int], _ keeper: RecordKeeper) async throws -> ServiceFindings {
    let parts = ImportPartReader(chosen.compactMap { index in checks[index].table.map { (index, $0) } }, limits)
    let total = chosen.reduce(0) { $0 + checks[$1].rowCount }
    let isInParts = chosen.reduce(0) { $0 + checks[$1].partCount } > 1
    var found = ServiceFindings()
    var done = 0
    var next = try await parts.next()
    while let part = next {
      async let following = parts.next()
      var entries = part
      while !entries.isEmpty {
        try Task.checkCancellation()
        try progress.show(done, of: total, "rows checked with \(keeper)")
        let batch = ImportBatch(keeper: keeper, entries: entries)
        let summary = try await importer.send(
          batch,
          operationID: "check-\(RandomText.next())",
          isDryRun: true,
          registryRevision: 0,
          queuesConflicts: queuesConflicts
        )
        let waiting = try take(summary, of: entries, isInParts: isInParts, into: &found)
        // A service lists so many violations at most: without the rows that wait for others it lists the rest.
        if waiting.isEmpty { break }
        entries = entries.indices.filter { !waiting.contains($0) }.map { entries[$0] }
      }
      done += part.count
      next = try await following
    }
    try progress.clear()
    return found
  }

  /// Adds what a service found wrong with records to what was found before.
  ///
  /// - Returns: Places of records that refer to others of these files, when the service found more than it listed;
  ///   nothing is added then, since the others are to be checked again without them.
  private func take(
    _ summary: CommonV1.ImportSummary,
    of entries: [ImportEntry],
    isInParts: Bool,
    into found: inout ServiceFindings
  ) throws -> Set<Int> {
    var unlisted = Int(summary.violationCount) - summary.violations.count
    var waiting: Set<Int> = []
    var issues: [(issue: ImportIssue, index: Int)] = []
    for violation in summary.violations {
      guard let (issue, index) = issue(of: violation, in: entries) else {
        unlisted += 1
        continue
      }
      let mayCome = violation.isUnknownReference || (isInParts && violation.isAboutParentUnit)
      if mayCome, checks.contains(where: { $0.has(identifier: issue.value) }) {
        waiting.insert(Int(violation.recordIndex))
      } else {
        issues.append((issue, index))
      }
    }
    if unlisted > 0, !waiting.isEmpty { return waiting }
    for queued in summary.queued where entries.indices.contains(Int(queued.recordIndex)) {
      found.conflictCounts[entries[Int(queued.recordIndex)].tableIndex, default: 0] += 1
    }
    for (issue, index) in issues {
      found.issues[index, default: ImportIssueList()].add(issue)
      try faults?.add(issue)
    }
    if unlisted > 0, let last = entries.last?.tableIndex {
      found.issues[last, default: ImportIssueList()].add(unlisted: unlisted)
    }
    return []
  }

  /// What a service said of a record, as an issue of its file, with the file's place.
  func issue(of violation: CommonV1.RecordViolation, in entries: [ImportEntry]) -> (ImportIssue, Int)? {
    let index = Int(violation.recordIndex)
    guard entries.indices.contains(index) else { return nil }
    let entry = entries[index]
    guard let table = checks[entry.tableIndex].table else { return nil }
    return (table.issue(of: violation, at: entry.row), entry.tableIndex)
  }

  /// Asks for every record of a file as it is stored, and notes what would change.
  private func findDifferences(of table: ImportTable, at index: Int, in outcome: inout ImportOutcome) async throws {
    let parts = ImportPartReader([(index, table)], limits)
    let reader = RecordReader(channel: importer.channel, options: CallOptions(timeout: importer.budget))
    var counts = ImportDifference.Counts()
    var done = 0
    while let part = try await parts.next() {
      var rest = part[...]
      while !rest.isEmpty {
        try Task.checkCancellation()
        try progress.show(done, of: checks[index].rowCount, "rows compared")
        let group = Array(rest.prefix(ImportLimits.concurrentReads))
        rest = rest.dropFirst(group.count)
        done += group.count
        for (entry, stored) in zip(group, try await reader.stored(group, table.source.collection)) {
          let difference = ImportDifference.between(stored, entry, table)
          if stored == nil {
            counts.new += 1
          } else if difference == nil {
            counts.unchanged += 1
          } else {
            counts.changed += 1
          }
          if let difference, outcome.differences.count < ImportLimits.differencesShownMax {
            outcome.differences.append(difference)
          }
        }
      }
    }
    try progress.clear()
    outcome.differenceCounts = counts
  }
}

extension CommonV1.RecordViolation {
  /// True when the record refers to another that the service does not know.
  var isUnknownReference: Bool { reason.hasPrefix("unknown_") }

  /// True when an administrative unit lies in one that is not there on all its days: that one, or the unit that follows
  /// it, may be in another part of the file.
  var isAboutParentUnit: Bool { reason == "no_parent_in_force" }
}

extension RecordReader {
  /// Records as they are stored, in the order of the entries that would change them; nil where there is none.
  ///
  /// - Throws: `RPCError`.
  func stored(_ entries: [ImportEntry], _ collection: RecordCollection) async throws -> [ShownRecord?] {
    try await withThrowingTaskGroup(of: (Int, ShownRecord?).self) { group in
      for (place, entry) in entries.enumerated() {
        guard let identifier = collection.identifier(of: entry.record) else { continue }
        group.addTask {
          do {
            return (place, try await record(of: collection, identifier: identifier))
          } catch let error as RPCError where error.code == .notFound {
            return (place, nil)
          }
        }
      }
      var found = [ShownRecord?](repeating: nil, count: entries.count)
      for try await (place, record) in group { found[place] = record }
      return found
    }
  }
}
