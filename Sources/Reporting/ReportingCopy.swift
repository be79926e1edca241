package import DomainPrimitives
package import Messages
package import Storage

/// The service's copy without its followers and callers: for tools of this package that fill it and measure it.
package struct ReportingCopy: Sendable {
  private let database: any Database
  private let snapshots = SnapshotCache()

  /// - Parameter database: Has the migrations of `ReportingService`.
  package init(database: any Database) {
    self.database = database
  }

  /// Takes a batch of a source's events in, as a follower does.
  /// - Parameter source: "registry" or "listing".
  package func apply(_ events: [CommonV1.ChangeEvent], from source: String) async throws {
    guard let source = FollowedSource(rawValue: source), let last = events.last else { return }
    try await database.write { transaction in
      try source.apply(events, in: transaction)
      try transaction.execute(
        """
        INSERT INTO follower_cursor (source, epoch, revision, digest) VALUES (?1, 'filled', ?2, ?3)
        ON CONFLICT (source) DO UPDATE SET revision = excluded.revision
        """,
        [.text(source.name), .integer(Int64(clamping: last.revision)), .bytes([])]
      )
    }
  }

  /// A report, as it is answered to somebody who sees everything.
  package func report(_ request: ReportingV1.GetReportRequest, today: CivilDate) async throws -> ReportingV1.Report {
    let scope = try ReportScope(asOf: request.asOf, edition: request.edition, today: today)
    return try await reading { try $0.report(request, scope) { _ in .everything } }
  }

  /// The progress report of a day, on a map.
  package func progress(on asOf: CivilDate, _ edition: GeographyEdition) async throws -> ReportingV1.ProgressReport {
    let scope = ReportScope(asOf: asOf, edition: edition)
    return try await reading { try $0.progress(scope) }
  }

  /// The records behind a cell, as they are answered to somebody who sees everything.
  package func explanation(
    _ request: ReportingV1.ExplainReportRequest,
    today: CivilDate
  ) async throws -> ReportingV1.ExplainReportResponse {
    let asked = request.report ?? ReportingV1.GetReportRequest()
    let scope = try ReportScope(asOf: asked.asOf, edition: asked.edition, today: today)
    return try await reading { reader in
      try reader.explanation(request, scope) { _ in .everything }
    }
  }

  /// A forecast, as it is answered to somebody who reaches everything.
  package func forecast(
    _ request: ReportingV1.GetForecastRequest,
    today: CivilDate
  ) async throws -> ReportingV1.GetForecastResponse {
    let scope = try ForecastScope(request, today: today)
    let snapshot = try await reading { $0.snapshot }
    return try await ForecastReader(database: database, snapshot: snapshot).response(request, scope)
  }

  private func reading<Answer: Sendable>(
    _ body: @escaping @Sendable (ReportReader) throws -> Answer
  ) async throws -> Answer {
    let snapshots = snapshots
    return try await database.read { transaction in
      let orders = EdgeReader(transaction: transaction, listingRevision: nil)
      return try body(ReportReader(snapshot: try snapshots.now(in: transaction), orders: orders))
    }
  }
}
