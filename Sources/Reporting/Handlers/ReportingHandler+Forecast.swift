import AccessControl
import DomainPrimitives
import Messages
import RPC
import Services
import Storage

extension ReportingHandler {
  func getForecast(
    _ request: ReportingV1.GetForecastRequest,
    context: CallContext
  ) async throws -> ReportingV1.GetForecastResponse {
    try RowScope.requireEverything(of: context.caller, through: ReportingV1.ReportingMethods.getForecast.access)
    return try await answering {
      let scope = try ForecastScope(request, today: today())
      let (forecast, progress) = try await database.read { transaction in
        let facts = try FactsReader(transaction: transaction).facts()
        let forecast = try Self.forecast(request, scope, facts: facts) {
          try MonthlySeriesReader(transaction: transaction).sums(through: scope.lastMonth)
        }
        return (forecast, try Self.progress(in: transaction))
      }
      var answer = forecast
      answer.watermarks = watermarks(progress)
      return answer
    }
  }

  /// The answer to a request from these facts, without watermarks. Throws `RequestError`, `FigureOverflow`,
  /// `SeriesFault`, or what reading the sales throws: they are read only for a request that makes sense.
  static func forecast(
    _ request: ReportingV1.GetForecastRequest,
    _ scope: ForecastScope,
    facts: CampaignFacts,
    sums: () throws -> [ListingMonthSum]
  ) throws -> ReportingV1.GetForecastResponse {
    let placer = RowPlacer(geography: facts.geography, phases: facts.phases, edition: scope.report.edition)
    let filter = try ForecastFilter(request.filter ?? ReportingV1.ReportFilter(), facts: facts, placer: placer)
    let count = try ForecastCount(facts: facts, sums: sums(), scope: scope, filter: filter, placer: placer)
    return ForecastMessages(count: count, facts: facts, scope: scope, placer: placer).response()
  }
}
