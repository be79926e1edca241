public import Messages
public import Storage

/// Proves a change log: reads all of it in batches and recomputes the chain of digests. The service goes on meanwhile;
/// what is committed after the beginning is left to the next verification.
public struct ChangeLogVerification: Sendable {
  private let database: any Database
  private let limits: FeedLimits

  /// - Parameters:
  ///   - database: Has the migration of `ChangeLog`.
  ///   - limits: Batches and the interval between reports.
  public init(database: any Database, limits: FeedLimits = FeedLimits()) {
    self.database = database
    self.limits = limits
  }

  /// Verifies the log.
  ///
  /// - Parameters:
  ///   - revisions: Places whose digests are wanted.
  ///   - report: Told how far it has come, about once a second.
  /// - Throws: `DatabaseError`, `CancellationError`, or what `report` throws.
  public func verdict(
    revisions: Set<UInt64> = [],
    report: (CommonV1.ChangeLogProgress) async throws -> Void = { _ in }
  ) async throws -> CommonV1.ChangeLogVerdict {
    let head = try await database.read { try ChangeLog.head(in: $0) }
    var verifier = ChainVerifier(compactedRevision: head.compactedRevision)
    var verdict = CommonV1.ChangeLogVerdict()
    verdict.epoch = head.epoch
    verdict.revision = head.revision
    verdict.digest = head.digest
    verdict.compactedRevision = head.compactedRevision
    if revisions.contains(0) { verdict.places.append(Self.place(0, ChainDigest.start)) }
    var fault: ChainVerifier.Fault?
    var reported = ContinuousClock.now
    while fault == nil, verifier.revision < head.revision {
      try Task.checkCancellation()
      let events = try await events(after: verifier.revision, upTo: head.revision)
      if events.isEmpty { break }
      for event in events {
        fault = verifier.fault(in: event)
        if fault != nil { break }
        if revisions.contains(event.revision) { verdict.places.append(Self.place(event.revision, event.digest)) }
      }
      if reported.duration(to: .now) >= limits.reportInterval {
        reported = .now
        var progress = CommonV1.ChangeLogProgress()
        progress.verifiedRevision = verifier.revision
        progress.headRevision = head.revision
        try await report(progress)
      }
    }
    verdict.eventCount = verifier.eventCount
    verdict.erasedCount = verifier.erasedCount
    if let fault = fault ?? verifier.fault(atEnd: head) {
      verdict.faultyRevision = fault.revision
      verdict.fault = fault.description
    }
    return verdict
  }

  private func events(after revision: UInt64, upTo last: UInt64) async throws -> [CommonV1.ChangeEvent] {
    let limits = limits
    return try await database.read { transaction in
      try ChangeLog.events(
        after: revision,
        limit: limits.batchEventsMax,
        byteLimit: limits.batchBytesMax,
        in: transaction
      )
    }.filter { $0.revision <= last }
  }

  private static func place(_ revision: UInt64, _ digest: [UInt8]) -> CommonV1.ChangeLogPlace {
    var place = CommonV1.ChangeLogPlace()
    place.revision = revision
    place.digest = digest
    return place
  }
}
