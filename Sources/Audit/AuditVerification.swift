import Feed
public import Messages
public import Storage

/// Proves an audit log: reads all of it in batches and recomputes the chain of digests. The service goes on meanwhile;
/// what is added after the beginning is left to the next verification.
public struct AuditVerification: Sendable {
  /// Entries that are read in one transaction.
  static let batchEntriesMax = 1_000

  private let database: any Database
  private let reportInterval: Duration

  /// - Parameters:
  ///   - database: Has the migration of `AuditLog`.
  ///   - reportInterval: Time between two reports of the progress.
  public init(database: any Database, reportInterval: Duration = .seconds(1)) {
    self.database = database
    self.reportInterval = reportInterval
  }

  private struct Batch: Sendable {
    var entries: [AuditV1.AuditEntry]
    /// The first entry that names a record which is missing from the index.
    var unindexed: UInt64?
  }

  private struct Fault {
    var sequence: UInt64
    var description: String
  }

  /// Verifies the log.
  ///
  /// - Parameters:
  ///   - sequences: Places whose digests are wanted.
  ///   - report: Told how far it has come, about once a second.
  /// - Throws: `DatabaseError`, `CancellationError`, or what `report` throws.
  public func verdict(
    sequences: Set<UInt64> = [],
    report: (AuditV1.AuditProgress) async throws -> Void = { _ in }
  ) async throws -> AuditV1.AuditVerdict {
    let head = try await database.read { try AuditLog.head(in: $0) }
    var verdict = AuditV1.AuditVerdict()
    verdict.sequence = head.sequence
    verdict.digest = head.digest
    if sequences.contains(0) { verdict.places.append(Self.place(0, AuditDigest.start)) }
    var place = AuditHead(sequence: 0, digest: AuditDigest.start)
    var fault: Fault?
    var reported = ContinuousClock.now
    while fault == nil, place.sequence < head.sequence {
      try Task.checkCancellation()
      let batch = try await batch(after: place.sequence, upTo: head.sequence)
      if batch.entries.isEmpty { break }
      for entry in batch.entries {
        fault = Self.fault(in: entry, after: place, unindexed: batch.unindexed)
        if fault != nil { break }
        place = AuditHead(sequence: entry.sequence, digest: entry.digest)
        verdict.entryCount += 1
        if sequences.contains(entry.sequence) { verdict.places.append(Self.place(entry.sequence, entry.digest)) }
      }
      if reported.duration(to: .now) >= reportInterval {
        reported = .now
        var progress = AuditV1.AuditProgress()
        progress.verifiedSequence = place.sequence
        progress.headSequence = head.sequence
        try await report(progress)
      }
    }
    if let fault = fault ?? Self.fault(at: place, of: head) {
      verdict.faultySequence = fault.sequence
      verdict.fault = fault.description
    }
    return verdict
  }

  private static func fault(in entry: AuditV1.AuditEntry, after place: AuditHead, unindexed: UInt64?) -> Fault? {
    guard entry.sequence == place.sequence + 1 else {
      return Fault(sequence: place.sequence + 1, description: "entry \(place.sequence + 1) is missing")
    }
    guard AuditDigest.digest(of: entry, after: place.digest) == entry.digest else {
      return Fault(
        sequence: entry.sequence,
        description: "entry \(entry.sequence) was altered, or one before it was"
      )
    }
    guard entry.sequence != unindexed else {
      let description = "entry \(entry.sequence) names records by which a search does not find it"
      return Fault(sequence: entry.sequence, description: description)
    }
    return nil
  }

  private static func fault(at place: AuditHead, of head: AuditHead) -> Fault? {
    guard place.sequence == head.sequence else {
      let description = "the log ends at \(place.sequence), its head says \(head.sequence)"
      return Fault(sequence: place.sequence + 1, description: description)
    }
    guard place.digest == head.digest else {
      return Fault(sequence: place.sequence, description: "the last entry's digest is not the head's")
    }
    return nil
  }

  private func batch(after sequence: UInt64, upTo last: UInt64) async throws -> Batch {
    try await database.read { transaction in
      let entries = try AuditLog.entries(
        where: "sequence > ?1 AND sequence <= ?2",
        [.integer(Int64(clamping: sequence)), .integer(Int64(clamping: last))],
        limit: Self.batchEntriesMax,
        in: transaction
      )
      let unindexed = try entries.first { entry in
        try entry.records.contains { record in
          let sql = "SELECT 1 FROM audit_log_record WHERE record = ?1 AND sequence = ?2"
          return try !transaction.exists(sql, [.text(record), .integer(Int64(clamping: entry.sequence))])
        }
      }
      return Batch(entries: entries, unindexed: unindexed?.sequence)
    }
  }

  private static func place(_ sequence: UInt64, _ digest: [UInt8]) -> AuditV1.AuditPlace {
    var place = AuditV1.AuditPlace()
    place.sequence = sequence
    place.digest = digest
    return place
  }
}
