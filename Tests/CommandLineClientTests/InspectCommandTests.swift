import ClientKit
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

/// `ocop inspect` against a daemon with made-up insides.
@Suite("ocop inspect")
struct InspectCommandTests {
  private struct FakeIntrospection: RpcV1.IntrospectionServiceProtocol {
    func getServer(_ request: RpcV1.GetServerRequest, context: CallContext) async throws -> RpcV1.ServerSnapshot {
      var server = RpcV1.ServerSnapshot()
      server.name = "registry"
      server.version = "1.2.3"
      server.uptimeSeconds = 7_500
      server.startedCalls = 42
      server.residentBytes = 20 << 20
      var method = RpcV1.MethodSnapshot()
      method.method = "a.B/C"
      method.startedCalls = 41
      method.medianMicroseconds = 830
      method.percentile99Microseconds = 12_345
      server.methods = [method]
      return server
    }

    func listConnections(
      _ request: RpcV1.ListConnectionsRequest,
      context: CallContext
    ) async throws -> RpcV1.ListConnectionsResponse {
      var connection = RpcV1.ConnectionSnapshot()
      connection.id = 7
      connection.peer = "tcp:10.0.0.1:5"
      connection.receivedBytes = 4_096
      var stream = RpcV1.StreamSnapshot()
      stream.stream = 9
      stream.method = "a.B/C"
      connection.streams = [stream]
      var response = RpcV1.ListConnectionsResponse()
      response.connections = [connection]
      return response
    }

    func listCalls(_ request: RpcV1.ListCallsRequest, context: CallContext) async throws -> RpcV1.ListCallsResponse {
      var call = RpcV1.CallSnapshot()
      call.method = "a.B/Running"
      call.running = true
      call.durationMicroseconds = 4_500_000
      var response = RpcV1.ListCallsResponse()
      response.calls = [call]
      return response
    }

    func listNotableCalls(
      _ request: RpcV1.ListNotableCallsRequest,
      context: CallContext
    ) async throws -> RpcV1.ListNotableCallsResponse {
      var event = RpcV1.TimelineEvent()
      event.event = "ended"
      event.atMicroseconds = 700_000
      var call = RpcV1.CallSnapshot()
      call.method = "a.B/Slow"
      call.startedUnixMicroseconds = 1_636_095_600_123_000
      call.durationMicroseconds = 700_000
      call.code = 5
      call.message = "no such thing"
      call.timeline = [event]
      var response = RpcV1.ListNotableCallsResponse()
      response.slowThresholdMicroseconds = 500_000
      response.calls = [call]
      return response
    }
  }

  private func run(_ arguments: [String]) async -> CommandRun {
    var router = Router()
    router.register(FakeIntrospection())
    return await CommandRun(["inspect"] + arguments, channel: InProcessChannel(router: router))
  }

  @Test("the daemon as a whole is shown with its methods")
  func server() async {
    let run = await run([])
    #expect(run.status == .success, "\(run.diagnostics)")
    for text in ["ocop-registry 1.2.3", "2 h 5 min", "42", "20 MiB", "a.B/C", "830 µs", "12.3 ms"] {
      #expect(run.output.contains(text), "\(text)")
    }
  }

  @Test("connections, running calls, and slow calls with their timeline are shown as tables")
  func parts() async {
    let connections = await run(["connections"])
    for text in ["tcp:10.0.0.1:5", "4 KiB", "#9 a.B/C"] { #expect(connections.output.contains(text), "\(text)") }
    let calls = await run(["calls"])
    for text in ["a.B/Running", "running", "4.5 s"] { #expect(calls.output.contains(text), "\(text)") }
    let slow = await run(["slow"])
    for text in ["2021-11-05T07:00:00.123Z", "NOT_FOUND", "700.0 ms", "ended 700.0 ms", "no such thing"] {
      #expect(slow.output.contains(text), "\(text) in \(slow.output)")
    }
    #expect(slow.diagnostics.contains("1 calls that failed or took at least 500.0 ms"))
  }

  @Test("programs get the answer as JSON, and an address other than the gateway's is used")
  func json() async {
    let run = await run(["slow", "--json", "--address", "unix:/run/registry.sock"])
    #expect(run.output.contains("\"slow_threshold_microseconds\": \"500000\""))
    #expect(run.endpoint == "unix:/run/registry.sock")
  }

  @Test("an unknown part is a wrong command line, and a daemon without the service says so")
  func failures() async {
    #expect(await run(["streams"]).status == .usage)
    let without = await CommandRun(["inspect"], channel: InProcessChannel(router: Router()))
    #expect(without.status == .failure)
  }
}
