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
      let (snapshot, watermarks) = try await reading(nil) { reader in
        (reader.snapshot, [ReportingV1.Watermark]())
      } watermarked: {
        $0.1 = $1
      }
      var response = try await ForecastReader(database: database, snapshot: snapshot).response(request, scope)
      response.watermarks = watermarks
      return response
    }
  }
}
