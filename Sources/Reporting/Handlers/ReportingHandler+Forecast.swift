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
      let edition = scope.report.edition
      return try await reading(nil) { reader in
        try Self.forecast(request, scope, facts: reader.snapshot.facts, placer: reader.snapshot.map(edition).placer) {
          MonthlySeriesReader(snapshot: reader.snapshot).sums(through: scope.lastMonth)
        }
      } watermarked: {
        $0.watermarks = $1
      }
    }
  }

  /// The answer to a request from these facts, without watermarks. Throws `RequestError`, `FigureOverflow`,
  /// `SeriesFault`, or what reading the sales throws: they are read only for a request that makes sense.
  static func forecast(
    _ request: ReportingV1.GetForecastRequest,
    _ scope: ForecastScope,
    facts: CampaignFacts,
    placer: RowPlacer,
    sums: () throws -> [ListingMonthSum]
  ) throws -> ReportingV1.GetForecastResponse {
    let filter = try ForecastFilter(request.filter ?? ReportingV1.ReportFilter(), facts: facts, placer: placer)
    let count = try ForecastCount(facts: facts, sums: sums(), scope: scope, filter: filter, placer: placer)
    return ForecastMessages(count: count, facts: facts, scope: scope, placer: placer).response()
  }
}
