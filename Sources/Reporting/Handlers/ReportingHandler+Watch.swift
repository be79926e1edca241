import AccessControl
import Feed
import Messages
import RPC
import Services

extension ReportingHandler {
  /// How often a report is counted anew at most while its sources change.
  private static let watchPause = Duration.milliseconds(250)

  func watchReport(
    _ request: ReportingV1.GetReportRequest,
    to writer: ResponseWriter<ReportingV1.Report>,
    context: CallContext
  ) async throws {
    try RowScope.requireEverything(of: context.caller, through: ReportingV1.ReportingMethods.watchReport.access)
    try await answering {
      try await wait(registry: request.registryRevision, listing: request.listingRevision, context)
      var sent: ReportingV1.Report?
      while true {
        let report = try await report(request, context)
        if report.withoutMoment != sent?.withoutMoment { try await writer.write(report) }
        sent = report
        try await waitForChange(after: report.watermarks)
        try await Task.sleep(for: Self.watchPause)
      }
    }
  }

  /// Returns when either source has been followed further than these watermarks say.
  private func waitForChange(after watermarks: [ReportingV1.Watermark]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (source, follower) in [(FollowedSource.registry, registry), (.listing, listing)] {
        let seen = watermarks.first { $0.source == source.name }?.revision ?? 0
        group.addTask { try await follower.waitUntilApplied(revision: seen + 1) }
      }
      defer { group.cancelAll() }
      _ = try await group.next()
    }
  }
}

extension ReportingV1.Report {
  /// What a reader of the report sees change: not how far sources have been followed.
  fileprivate var withoutMoment: ReportingV1.Report {
    var report = self
    report.watermarks = []
    report.knownAt = nil
    return report
  }
}
