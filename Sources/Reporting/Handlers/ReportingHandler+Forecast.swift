import Messages
import RPC

extension ReportingHandler {
  func getForecast(
    _ request: ReportingV1.GetForecastRequest,
    context: CallContext
  ) async throws -> ReportingV1.GetForecastResponse {
    throw RPCError(.unimplemented, "WIP")
  }
}
