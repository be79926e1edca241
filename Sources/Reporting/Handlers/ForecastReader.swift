import DomainPrimitives
import Forecasting
import Messages
import Storage

/// Answers forecasts from the copy in memory. All products of a country take seconds, so the work is done in parts,
/// each on a reader's thread: whoever else reads gets its turn between them, and a call that is cancelled ends there.
struct ForecastReader {
  /// Some hundredths of a second.
  private static let seriesPerPart = 100

  let database: any Database
  let snapshot: CopySnapshot

  /// The answer to a request, without watermarks. Throws `RequestError`, `FigureOverflow`, `SeriesFault`,
  /// `DatabaseError` or `CancellationError`.
  func response(
    _ request: ReportingV1.GetForecastRequest,
    _ scope: ForecastScope
  ) async throws -> ReportingV1.GetForecastResponse {
    let snapshot = snapshot
    let plan = try await part {
      let placer = snapshot.map(scope.report.edition).placer
      let filter = try ForecastFilter(
        request.filter ?? ReportingV1.ReportFilter(),
        facts: snapshot.facts,
        placer: placer
      )
      return try ForecastPlan(snapshot: snapshot, scope: scope, filter: filter)
    }
    var forecasts: [Result<SeriesForecast, ForecastRefusal>] = []
    for start in stride(from: 0, to: plan.rows.count, by: Self.seriesPerPart) {
      let end = min(start + Self.seriesPerPart, plan.rows.count)
      forecasts += try await part { plan.rows[start..<end].map { plan.forecast($0.series) } }
    }
    return try await part { [forecasts] in
      let count = try ForecastCount(plan, forecasts) { plan.spreadForecasts() }
      let placer = snapshot.map(scope.report.edition).placer
      return ForecastMessages(count: count, facts: snapshot.facts, scope: scope, placer: placer).response()
    }
  }

  private func part<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws -> Answer {
    try Task.checkCancellation()
    return try await database.read { _ in try body() }
  }
}
