import ClientKit
import Messages
import RPC
import Spreadsheet

/// Sends one file part by part.
struct FileStoring {
  let run: ImportRun
  let index: Int
  let table: ImportTable
  let registryRevision: UInt64
  /// Head of the service's log before this run changed anything: an answer from before it is an old one.
  let headBefore: UInt64
  /// What became of the file so far.
  var outcome: ImportOutcome
  /// Rows that refer to rows further down, which are sent behind those.
  private var putOff: [ImportEntry] = []
  private var partNumber = 0
  private var progress: ImportProgress
  private let start: ContinuousClock.Instant

  init(run: ImportRun, index: Int, table: ImportTable, registryRevision: UInt64, headBefore: UInt64) {
    self.run = run
    self.index = index
    self.table = table
    self.registryRevision = registryRevision
    self.headBefore = headBefore
    outcome = ImportOutcome(run.checks[index], .stored)
    progress = ImportProgress(total: run.checks[index].rowCount)
    start = ContinuousClock.now
  }

  /// Sends every part. Ends at the first that is refused; ``outcome`` then says which rows are stored.
  ///
  /// - Throws: What a call threw; `CancellationError` between two parts.
  mutating func run() async throws {
    let parts = ImportPartReader([(index, table)], run.limits)
    var next = try await parts.next()
    while let entries = next {
      async let following = parts.next()
      try await send(entries, mayPutOff: true)
      guard outcome.state == .stored else { return }
      next = try await following
    }
    while outcome.state == .stored, !putOff.isEmpty {
      let again = putOff
      putOff = []
      for start in stride(from: 0, to: again.count, by: run.limits.partRowsMax) where outcome.state == .stored {
        try await send(Array(again[start..<min(start + run.limits.partRowsMax, again.count)]), mayPutOff: true)
      }
      // None of them found what it refers to, so none will.
      if putOff.count == again.count {
        putOff = []
        try await send(Array(again.prefix(run.limits.partRowsMax)), mayPutOff: false)
      }
    }
    if !outcome.summary.applied, outcome.state == .stored {
      outcome.summary.applied = true
      outcome.summary.revision = headBefore
    }
  }

  /// Sends records until they are stored or refused, putting aside those that wait for others.
  private mutating func send(_ part: [ImportEntry], mayPutOff: Bool) async throws {
    var entries = part
    partNumber += 1
    while !entries.isEmpty {
      try Task.checkCancellation()
      // A long path is cut at its end, so what changes stands before it.
      let rate = progress.text(elapsed: ContinuousClock.now - start)
      let label = rate.isEmpty ? table.source.path : "\(rate): \(table.source.path)"
      try run.progress.show(progress.done, of: progress.total, label)
      let batch = ImportBatch(keeper: table.source.collection.keeper, entries: entries)
      var operationID = batch.operationID(kind: table.source.collection.pluralName, part: partNumber)
      if run.isAgain { operationID += "-" + RandomText.next() }
      let summary = try await run.importer.send(
        batch,
        operationID: operationID,
        isDryRun: false,
        registryRevision: registryRevision,
        queuesConflicts: run.queuesConflicts
      )
      if summary.applied {
        note(summary, entries)
        break
      }
      guard let kept = try setAside(of: entries, summary, mayPutOff: mayPutOff) else {
        try refuse(summary, entries)
        return
      }
      entries = kept
    }
    progress.add(part.count)
  }

  /// Takes out of a part what may be stored later.
  ///
  /// - Returns: What is left of the part; nil when something in it is plainly wrong.
  private mutating func setAside(
    of entries: [ImportEntry],
    _ summary: CommonV1.ImportSummary,
    mayPutOff: Bool
  ) throws -> [ImportEntry]? {
    var aside: Set<Int> = []
    for violation in summary.violations {
      let place = Int(violation.recordIndex)
      if mayPutOff, violation.isUnknownReference || violation.isAboutParentUnit,
        let (issue, _) = run.issue(of: violation, in: entries),
        run.checks[index].has(identifier: issue.value)
      {
        aside.insert(place)
      } else {
        return nil
      }
    }
    guard !aside.isEmpty, putOff.count + aside.count <= run.limits.putOffRowsMax else { return nil }
    for place in entries.indices where aside.contains(place) { putOff.append(entries[place]) }
    return entries.indices.filter { !aside.contains($0) }.map { entries[$0] }
  }

  private mutating func note(_ summary: CommonV1.ImportSummary, _ entries: [ImportEntry]) {
    let queued = Set(summary.queued.map { Int($0.recordIndex) })
    outcome.conflictCount += queued.count
    outcome.conflictIDs += summary.queued.map(\.conflictID)
    if summary.created + summary.updated > 0, summary.revision <= headBefore {
      outcome.repeatedCount += entries.count - queued.count
      outcome.summary.unchanged += UInt32(entries.count - queued.count)
    } else {
      outcome.summary.created += summary.created
      outcome.summary.updated += summary.updated
      outcome.summary.unchanged += summary.unchanged
    }
    outcome.summary.revision = max(outcome.summary.revision, summary.revision)
    outcome.summary.applied = true
    for (place, entry) in entries.enumerated() where !queued.contains(place) {
      outcome.storedRows.add(entry.row.number)
    }
  }

  private mutating func refuse(_ summary: CommonV1.ImportSummary, _ entries: [ImportEntry]) throws {
    outcome.state = .refused
    for violation in summary.violations {
      guard let (issue, _) = run.issue(of: violation, in: entries) else { continue }
      outcome.issues.add(issue)
      try run.faults?.add(issue)
    }
    outcome.issues.add(unlisted: Int(summary.violationCount) - summary.violations.count)
  }
}
