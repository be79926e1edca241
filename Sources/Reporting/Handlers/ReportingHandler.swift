import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

/// Answers the calls of ocop.reporting.v1.Reporting from the copy.
struct ReportingHandler: ReportingV1.ReportingServiceProtocol {
  let database: any Database
  let registry: Follower
  let listing: Follower
  let snapshots = SnapshotCache()
  /// The day that an empty as_of means.
  let today: @Sendable () -> CivilDate

  func getProgressReport(
    _ request: ReportingV1.GetProgressReportRequest,
    context: CallContext
  ) async throws -> EncodedMessage<ReportingV1.ProgressReport> {
    try RowScope.requireEverything(of: context.caller, through: ReportingV1.ReportingMethods.getProgressReport.access)
    return try await answering {
      let scope = try ReportScope(asOf: request.asOf, edition: request.edition, today: today())
      try await wait(registry: request.registryRevision, listing: request.listingRevision, context)
      return try await reading(request.knownAt) { reader in
        EncodedMessage(try reader.progress(scope))
      } watermarked: { answer, watermarks in
        var report = ReportingV1.ProgressReport()
        report.watermarks = watermarks
        answer.merge(report)
      }
    }
  }

  func explainProgress(
    _ request: ReportingV1.ExplainProgressRequest,
    context: CallContext
  ) async throws -> ReportingV1.ExplainProgressResponse {
    let view = try CallerView(of: context.caller, through: ReportingV1.ReportingMethods.explainProgress.access)
    return try await answering {
      let today = today()
      let scope = try ReportScope(asOf: request.asOf, edition: request.edition, today: today)
      return try await reading(request.knownAt) { reader in
        try reader.explanation(request, scope, for: view, on: today)
      } watermarked: {
        $0.watermarks = $1
      }
    }
  }

  /// Waits until revisions that a caller asked for are in the copy; 0 = any.
  func wait(registry: UInt64, listing: UInt64, _ context: CallContext) async throws {
    let wait = RevisionWait(wanted: [
      .init(follower: self.registry, revision: registry),
      .init(follower: self.listing, revision: listing),
    ])
    try await wait.wait(timeRemaining: context.timeRemaining)
  }

  /// Answers from the copy as it is, or as it was known, on one snapshot of the database.
  func reading<Answer: Sendable>(
    _ knownAt: ReportingV1.KnownAt?,
    _ body: @escaping @Sendable (ReportReader) throws -> Answer,
    watermarked: (inout Answer, [ReportingV1.Watermark]) -> Void
  ) async throws -> Answer {
    // Another reader may have brought the copy in memory further than this one's snapshot of the database.
    for _ in 0..<4 {
      do {
        var (answer, progress) = try await read(knownAt, body)
        watermarked(&answer, watermarks(progress))
        return answer
      } catch is SnapshotCache.Moved {
        continue
      }
    }
    throw RPCError(.unavailable, "the copy is changing too fast to be read; ask again", retryAfter: .milliseconds(50))
  }

  private func read<Answer: Sendable>(
    _ knownAt: ReportingV1.KnownAt?,
    _ body: @escaping @Sendable (ReportReader) throws -> Answer
  ) async throws -> (Answer, [FollowedSource: SourceProgress]) {
    let snapshots = snapshots
    return try await database.read { transaction in
      let now = try snapshots.now(in: transaction)
      guard let knownAt, let past = try KnownRevisions(knownAt, now: now.revisions, in: transaction) else {
        let orders = EdgeReader(transaction: transaction, listingRevision: nil)
        return (try body(ReportReader(snapshot: now, orders: orders)), now.revisions)
      }
      let snapshot = try snapshots.past(past.revisions, in: transaction)
      let orders = EdgeReader(transaction: transaction, listingRevision: past.revisions[.listing]?.revision)
      return (try body(ReportReader(snapshot: snapshot, orders: orders)), now.revisions)
    }
  }

  func watermarks(_ progress: [FollowedSource: SourceProgress]) -> [ReportingV1.Watermark] {
    FollowedSource.allCases.compactMap { source in
      guard let progress = progress[source] else { return nil }
      var watermark = ReportingV1.Watermark()
      watermark.source = source.name
      watermark.epoch = progress.epoch
      watermark.revision = progress.revision
      watermark.recordedAtUnixMicroseconds = progress.recordedAtUnixMicroseconds
      watermark.connected = (source == .registry ? registry : listing).status.connected
      return watermark
    }
  }

  /// Turns this service's errors into statuses, in this one place.
  func answering<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    do {
      return try await body()
    } catch {
      throw RPCError(reporting: error) ?? error
    }
  }
}
