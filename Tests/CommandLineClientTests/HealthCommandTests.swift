import ClientKit
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

@Suite("ocop health", .timeLimit(.minutes(1)))
struct HealthCommandTests {
  /// Health as a daemon answers it that has one service and is in one state after another.
  private struct FakeHealth: RpcV1.HealthServiceProtocol {
    let states: [RpcV1.CheckResponse]

    init(_ statuses: RpcV1.ServingStatus...) {
      states = statuses.map { status in
        var state = RpcV1.CheckResponse()
        state.servingStatus = status
        state.reason = status == .serving ? "" : "shutting\u{1B} down"
        return state
      }
    }

    func check(_ request: RpcV1.CheckRequest, context: CallContext) async throws -> RpcV1.CheckResponse {
      guard request.service == "a.B" else { throw RPCError.missing("service", name: request.service) }
      return states[0]
    }

    func watch(
      _ request: RpcV1.CheckRequest,
      to writer: ResponseWriter<RpcV1.CheckResponse>,
      context: CallContext
    ) async throws {
      for state in states { try await writer.write(state) }
      throw RPCError(.unavailable, "the connection was lost: \(request.service)")
    }

    func list(
      _ request: RpcV1.ListHealthRequest,
      context: CallContext
    ) async throws -> RpcV1.ListHealthResponse {
      var response = RpcV1.ListHealthResponse()
      response.services = [HealthText.health("", states[0]), HealthText.health("a.B", states[0])]
      return response
    }

    func getStatus(_ request: RpcV1.GetStatusRequest, context: CallContext) async throws -> RpcV1.ServiceStatus {
      RpcV1.ServiceStatus()
    }
  }

  private func health(_ arguments: String..., of service: FakeHealth) async -> CommandRun {
    var router = Router()
    router.register(service)
    return await CommandRun(["health"] + arguments, channel: InProcessChannel(router: router))
  }

  @Test("the daemon and its services are listed, and one that is not serving ends it with 3")
  func list() async {
    let good = await health(of: FakeHealth(.serving))
    #expect(good.status == .success)
    #expect(good.output.contains("the daemon  serving\na.B         serving\n"), "\(good.output)")
    let bad = await health(of: FakeHealth(.notServing))
    #expect(bad.status == .unavailable)
    #expect(bad.output.contains("the daemon  not serving  shutting\u{FFFD} down"), "\(bad.output)")
    #expect(bad.diagnostics == "ocop: not serving: the daemon, a.B\n")
  }

  @Test("one service is asked for by its name, and one that is not there is refused")
  func check() async {
    let good = await health("a.B", of: FakeHealth(.serving))
    #expect(good.status == .success)
    #expect(good.output.hasSuffix("a.B      serving\n"), "\(good.output)")
    let json = await health("a.B", "--json", of: FakeHealth(.serving))
    #expect(json.output.contains(#""serving_status": "SERVING_STATUS_SERVING""#), "\(json.output)")
    let down = await health("a.B", of: FakeHealth(.notServing))
    #expect(down.status == .unavailable)
    let missing = await health("a.C", of: FakeHealth(.serving))
    #expect(missing.status == .refused)
  }

  @Test("a watch prints each state on a line as it comes, and a lost connection ends it with 3")
  func watch() async {
    let run = await health("--watch", "a.B", of: FakeHealth(.notServing, .serving, .serviceUnknown))
    #expect(
      run.output == """
        not serving: shutting\u{FFFD} down
        serving
        service unknown: shutting\u{FFFD} down

        """
    )
    #expect(run.status == .unavailable)
    #expect(run.diagnostics.contains("the connection was lost: a.B"))
    let json = await health("--watch", "--json", of: FakeHealth(.serving))
    #expect(json.output == #"{"serving_status":"SERVING_STATUS_SERVING","reason":""}"# + "\n")
  }
}
