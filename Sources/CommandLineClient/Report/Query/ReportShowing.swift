import ClientKit

/// Asks for a report and writes it where it is to go.
struct ReportShowing {
  let options: GlobalOptions
  let report: ReportOptions
  let output: ReportOutputOptions

  /// - Parameter indicators: Names, as people give them; none = every one that has the dimensions.
  func show(_ indicators: [String], in session: Session) async throws {
    let document = try await session.withGateway(options) { channel in
      let reader = ReportReader(channel: channel, options: options.callOptions)
      let catalogue = try await reader.catalogue()
      let request = try await reader.request(indicators, report, catalogue, in: session)
      return ReportDocument(report: try await reader.report(request), catalogue: catalogue)
    }
    try output.write(document, isJSON: options.json, in: session)
  }
}
