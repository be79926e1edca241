import Messages
import Observability
import PrometheusMetrics
import RPC
import RPCSocket
import Services
import Testing

@testable import Gateway

/// What a gateway counts of the calls that it passes on. Callers can write any method's name: only names of methods
/// that exist may become labels.
@Suite("Counting relayed calls", .timeLimit(.minutes(1)))
struct ObservationTests {
  private static func with(
    methodsMax: Int = 256,
    _ body: (TestInstallation, ServerRecords, PrometheusRegistry) async throws -> Void
  ) async throws {
    let registry = PrometheusRegistry(descriptions: MetricNames.descriptions)
    var options = GatewayServer.Options()
    var configuration = ServerRecords.Configuration()
    configuration.relayedMethodsMax = methodsMax
    let records = ServerRecords(
      loop: options.loop.runQueue.driver,
      configuration: configuration,
      factory: registry
    )
    options.records = records
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      if request.service == "fail" { throw RPCError(.notFound, "there is no such thing") }
      return request
    }
    var listing = Router()
    listing.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream { try await writer.write(Count(number)) }
    }
    try await TestInstallation.with(.init(registry: router, listing: listing), options: options) { installation in
      try await body(installation, records, registry)
    }
  }

  private static func counts(_ registry: PrometheusRegistry) -> [String] {
    String(decoding: registry.text(), as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("rpc_server_call_duration_seconds_count{") }
      .map { line in
        let method = line.split(separator: "\"").first { $0.contains("/") || $0 == "_OTHER" } ?? ""
        return "\(method) \(line.split(separator: " ").last ?? "")"
      }
  }

  @Test("a method is counted by name from its first answer on; a name that nobody has is counted with the others")
  func learning() async throws {
    try await Self.with { installation, records, registry in
      for text in ["a", "b", "fail"] { _ = await rpcError { _ = try await installation.client.echo(text) } }
      let answers = try await installation.client.serverStreaming(TestMethods.count, Count(3))
      for try await _ in answers {}
      for number in 0..<20 {
        let method = AnyMethod(path: "ocop.registry.v1.Registry/Made\(number)", kind: .unary)
        let error = await rpcError {
          _ = try await installation.client.unary(method, request: [], options: CallOptions())
        }
        #expect(error?.code == .unimplemented)
      }
      let unrouted = await rpcError { _ = try await installation.client.unary(TestMethods.unrouted, Text("")) }
      #expect(unrouted?.code == .unimplemented)
      let counts = Self.counts(registry)
      #expect(
        counts.sorted()
          == [
            "_OTHER 21", "\(TestMethods.echo.path) 1", "\(TestMethods.echo.path) 2",
            "\(TestMethods.count.path) 1",
          ].sorted()
      )
      let snapshot = await records.read { $0.serverSnapshot() }
      #expect(snapshot.startedCalls == 25)
      #expect(snapshot.succeededCalls == 3)
      #expect(snapshot.failedCalls == 22)
      #expect(snapshot.runningCalls == 0)
      let methods = Dictionary(uniqueKeysWithValues: snapshot.methods.map { ($0.method, $0.startedCalls) })
      #expect(methods == [TestMethods.echo.path: 3, TestMethods.count.path: 1, "_OTHER": 21])
      let notable = await records.read { $0.notableCallSnapshots() }
      #expect(notable.contains { $0.method == TestMethods.echo.path && $0.message == "there is no such thing" })
    }
  }

  @Test("a gateway counts no more methods by name than it is told to")
  func limit() async throws {
    try await Self.with(methodsMax: 1) { installation, _, registry in
      _ = try await installation.client.echo("a")
      let answers = try await installation.client.serverStreaming(TestMethods.count, Count(1))
      for try await _ in answers {}
      #expect(Self.counts(registry).sorted() == ["_OTHER 1", "\(TestMethods.echo.path) 1"])
    }
  }
}
