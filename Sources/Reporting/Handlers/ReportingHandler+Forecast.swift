import AccessControl
import DomainPrimitives
import Messages
import RPC
import Services

extension ReportingHandler {
  func getForecast(
    _ request: ReportingV1.GetForecastRequest,
    context: CallContext
  ) async throws -> ReportingV1.GetForecastResponse {
    try RowScope.requireEverything(of: context.caller, through: ReportingV1.ReportingMethods.getForecast.access)
    return try await answering {
      let scope = try ForecastScope(request, today: today())
      return try await reading(nil) { reader in
        try Self.forecast(request, scope, snapshot: reader.snapshot)
      } watermarked: {
        $0.watermarks = $1
      }
    }
  }

  /// The answer to a request, without watermarks. Throws `RequestError`, `FigureOverflow` or `SeriesFault`.
  private static func forecast(
    _ request: ReportingV1.GetForecastRequest,
    _ scope: ForecastScope,
    snapshot: CopySnapshot
  ) throws -> ReportingV1.GetForecastResponse {
    let placer = snapshot.map(scope.report.edition).placer
    let filter = try ForecastFilter(
      request.filter ?? ReportingV1.ReportFilter(),
      facts: snapshot.facts,
      placer: placer
    )
    let count = try ForecastCount(snapshot: snapshot, scope: scope, filter: filter)
    return ForecastMessages(count: count, facts: snapshot.facts, scope: scope, placer: placer).response()
  }
}
