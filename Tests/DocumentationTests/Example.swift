import Logging
import Messages
import RPC
import RPCSocket
import Services

// The README shows what stands between the two marks; ExampleTests holds them together, and runs it.
enum Example {
  static func listedProducts(gateway: String) async throws -> String {
    // example begins
    let channel = SocketChannel(endpoint: try Endpoint(parsing: gateway), logger: Logger(label: "example"))
    let reporting = ReportingV1.ReportingClient(channel: channel)

    var request = ReportingV1.GetProgressReportRequest()
    request.asOf = "2021-11-05"
    let report = try await reporting.getProgressReport(request, options: CallOptions(timeout: .seconds(5)))

    let total = report.rows.last?.figures?.productsListedAnyFloor ?? ReportingV1.Share()
    await channel.close()
    return "\(total.numerator) of \(total.denominator) recognised products are listed"
    // example ends
  }
}
