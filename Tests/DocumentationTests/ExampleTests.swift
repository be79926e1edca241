import Foundation
import Logging
import Messages
import RPC
import RPCSocket
import Services
import Testing

@Suite("The README's example in Swift")
struct ExampleTests {
  private let here = URL(filePath: #filePath).deletingLastPathComponent()

  @Test("it stands in the README as it is compiled here")
  func readmeShowsTheCompiledExample() throws {
    let source = try String(contentsOf: here.appending(path: "Example.swift"), encoding: .utf8)
    let readme = try String(contentsOf: here.appending(path: "../../README.md").standardizedFileURL, encoding: .utf8)
    let body = try #require(source.firstMatch(of: /(?s)\/\/ example begins\n(.*?) *\/\/ example ends/)?.1)
    let example = body.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.drop(while: { $0 == " " }) }.joined(separator: "\n")
    #expect(readme.contains("```swift\n\(example)```"))
  }

  @Test("it asks a server for the report and reads the answer")
  func exampleRuns() async throws {
    var router = Router()
    router.unary(ReportingV1.ReportingMethods.getProgressReport) { request, _ in
      guard request.asOf == "2021-11-05" else { throw RPCError(.invalidArgument, "another day") }
      var listed = ReportingV1.Share()
      listed.numerator = 40
      listed.denominator = 61
      var row = ReportingV1.ProgressRow()
      row.figures = ReportingV1.Figures()
      row.figures?.productsListedAnyFloor = listed
      var report = ReportingV1.ProgressReport()
      report.rows = [row]
      return report
    }
    let server = try await SocketServer.start(
      endpoint: .tcp(host: "127.0.0.1", port: 0),
      router: router,
      logger: Logger(label: "test")
    )
    let answer = try await Example.listedProducts(gateway: server.endpoint.description)
    #expect(answer == "40 of 61 recognised products are listed")
    server.beginGracefulShutdown()
    await server.waitUntilStopped()
  }
}
