import Messages
import RPC

extension ReportingHandler {
  func listIndicators(
    _ request: ReportingV1.ListIndicatorsRequest,
    context: CallContext
  ) async throws -> ReportingV1.ListIndicatorsResponse {
    throw RPCError(.unimplemented, "WIP")
  }

  func getReport(_ request: ReportingV1.GetReportRequest, context: CallContext) async throws -> ReportingV1.Report {
    throw RPCError(.unimplemented, "WIP")
  }

  func watchReport(
    _ request: ReportingV1.GetReportRequest,
    to writer: ResponseWriter<ReportingV1.Report>,
    context: CallContext
  ) async throws {
    throw RPCError(.unimplemented, "WIP")
  }

  func explainReport(
    _ request: ReportingV1.ExplainReportRequest,
    context: CallContext
  ) async throws -> ReportingV1.ExplainReportResponse {
    throw RPCError(.unimplemented, "WIP")
  }
}
