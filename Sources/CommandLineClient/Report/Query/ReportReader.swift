import DomainPrimitives
import Messages
import RPC
import Services

/// Asks the reporting service for reports.
struct ReportReader {
  let channel: any Channel
  let options: CallOptions

  private var client: ReportingV1.ReportingClient { ReportingV1.ReportingClient(channel: channel) }

  func catalogue() async throws -> IndicatorCatalogue {
    try await IndicatorCatalogue.load(from: channel, options: options)
  }

  /// What the options ask for, ready to be sent.
  func request(
    _ indicators: [String],
    _ report: ReportOptions,
    _ catalogue: IndicatorCatalogue,
    in session: Session
  ) async throws -> ReportingV1.GetReportRequest {
    let today = CivilDate(inVietnamAtUnixSeconds: Int(session.nowUnixSeconds()))
    var request = try report.request(indicators, catalogue, today: today)
    if report.wait {
      let reader = RecordReader(channel: channel, options: options)
      request.registryRevision = try await reader.head(of: .registry)
      request.listingRevision = try await reader.head(of: .listing)
    }
    return request
  }

  func report(_ request: ReportingV1.GetReportRequest) async throws -> ReportingV1.Report {
    try await client.getReport(request, options: options)
  }

  func explanation(_ request: ReportingV1.ExplainReportRequest) async throws -> ReportingV1.ExplainReportResponse {
    try await client.explainReport(request, options: options)
  }

  func reports(_ request: ReportingV1.GetReportRequest) async throws -> ResponseStream<ReportingV1.Report> {
    // A watch has no end of its own.
    try await client.watchReport(request, options: CallOptions())
  }
}
