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
  /// The day that an empty as_of means.
  let today: @Sendable () -> CivilDate

  func getProgressReport(
    _ request: ReportingV1.GetProgressReportRequest,
    context: CallContext
  ) async throws -> ReportingV1.ProgressReport {
    try RowScope.requireEverything(of: context.caller, through: ReportingV1.ReportingMethods.getProgressReport.access)
    return try await answering {
      let scope = try ReportScope(asOf: request.asOf, edition: request.edition, today: today())
      let wait = RevisionWait(wanted: [
        .init(follower: registry, revision: request.registryRevision),
        .init(follower: listing, revision: request.listingRevision),
      ])
      try await wait.wait(timeRemaining: context.timeRemaining)
      let (report, progress) = try await database.read { transaction in
        (try ReportReader(transaction: transaction).report(scope), try Self.progress(in: transaction))
      }
      var answer = report
      answer.watermarks = watermarks(progress)
      return answer
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
      let (explanation, progress) = try await database.read { transaction in
        let explanation = try ReportReader(transaction: transaction).explanation(request, scope, for: view, on: today)
        return (explanation, try Self.progress(in: transaction))
      }
      var answer = explanation
      answer.watermarks = watermarks(progress)
      return answer
    }
  }

  static func progress(in transaction: any ReadTransaction) throws -> [FollowedSource: SourceProgress] {
    var progress: [FollowedSource: SourceProgress] = [:]
    for source in FollowedSource.allCases {
      progress[source] = try SourceProgress.load(source: source.name, in: transaction)
    }
    return progress
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
