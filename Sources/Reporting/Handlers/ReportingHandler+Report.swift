import AccessControl
import DomainPrimitives
import Messages
import RPC
import Services

extension ReportingHandler {
  func listIndicators(
    _ request: ReportingV1.ListIndicatorsRequest,
    context: CallContext
  ) async throws -> ReportingV1.ListIndicatorsResponse {
    var response = ReportingV1.ListIndicatorsResponse()
    response.indicators = IndicatorCatalogue.all.map(IndicatorMessages.definition)
    return response
  }

  func getReport(_ request: ReportingV1.GetReportRequest, context: CallContext) async throws -> ReportingV1.Report {
    try RowScope.requireEverything(of: context.caller, through: ReportingV1.ReportingMethods.getReport.access)
    return try await answering {
      try await wait(registry: request.registryRevision, listing: request.listingRevision, context)
      return try await report(request, context)
    }
  }

  func explainReport(
    _ request: ReportingV1.ExplainReportRequest,
    context: CallContext
  ) async throws -> ReportingV1.ExplainReportResponse {
    let view = try CallerView(of: context.caller, through: ReportingV1.ReportingMethods.explainReport.access)
    return try await answering {
      let today = today()
      let asked = request.report ?? ReportingV1.GetReportRequest()
      let scope = try ReportScope(asOf: asked.asOf, edition: asked.edition, today: today)
      try await wait(registry: asked.registryRevision, listing: asked.listingRevision, context)
      return try await reading(asked.knownAt) { reader in
        try reader.explanation(request, scope) { RowSight(view, on: today, $0) }
      } watermarked: {
        $0.watermarks = $1
      }
    }
  }

  /// The report, as the caller may see its rows: producers and products by themselves only where it reaches them.
  func report(_ request: ReportingV1.GetReportRequest, _ context: CallContext) async throws -> ReportingV1.Report {
    let today = today()
    let scope = try ReportScope(asOf: request.asOf, edition: request.edition, today: today)
    let view = try CallerView(of: context.caller, through: ReportingV1.ReportingMethods.explainReport.access)
    return try await reading(request.knownAt) { reader in
      try reader.report(request, scope) { RowSight(view, on: today, $0) }
    } watermarked: {
      $0.watermarks = $1
    }
  }
}
