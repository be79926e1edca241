import ClientKit
import Messages
import RPC
import RPCInProcess
import Services
import Synchronization
import Testing

@testable import CommandLineClient

/// Goal: an operator takes a process out of use, and sees it. Method: a gateway here whose answers are given.
@Suite struct GatewayCommandTests {
  private final class FakeGateway: GatewayV1.GatewayServiceProtocol {
    private let isDrained = Mutex(false)

    private var upstream: GatewayV1.Upstream {
      var upstream = GatewayV1.Upstream()
      upstream.service = "registry"
      upstream.address = "tcp:10.0.0.7:7401"
      let isDrained = isDrained.withLock { $0 }
      upstream.state = isDrained ? .drained : .connected
      upstream.reason = isDrained ? "drained by an operator: no new calls" : ""
      upstream.callsInFlight = 3
      return upstream
    }

    func getInstallationStatus(
      _ request: GatewayV1.GetInstallationStatusRequest,
      context: CallContext
    ) async throws -> GatewayV1.InstallationStatus {
      var status = GatewayV1.InstallationStatus()
      for address in [7, 8] {
        var service = RpcV1.ServiceStatus()
        service.name = "registry"
        service.address = "tcp:10.0.0.\(address):7401"
        service.servingStatus = address == 7 ? .serving : .unreachable
        status.services.append(service)
      }
      status.upstreams = [upstream]
      return status
    }

    func drainUpstream(
      _ request: GatewayV1.DrainUpstreamRequest,
      context: CallContext
    ) async throws -> GatewayV1.DrainUpstreamResponse {
      guard request.address == upstream.address else { throw RPCError(.notFound, "nothing is routed there") }
      isDrained.withLock { $0 = true }
      var response = GatewayV1.DrainUpstreamResponse()
      response.upstreams = [upstream]
      return response
    }

    func undrainUpstream(
      _ request: GatewayV1.UndrainUpstreamRequest,
      context: CallContext
    ) async throws -> GatewayV1.UndrainUpstreamResponse {
      isDrained.withLock { $0 = false }
      var response = GatewayV1.UndrainUpstreamResponse()
      response.upstreams = [upstream]
      return response
    }
  }

  private static var router: Router {
    var router = Router()
    router.register(FakeGateway())
    return router
  }

  @Test("drain, status and undrain tell the state of the process and the calls it still has")
  func drain() async {
    let router = Self.router
    // A run closes its channel.
    func run(_ arguments: String...) async -> CommandRun {
      await CommandRun(arguments, channel: InProcessChannel(router: router))
    }
    let drained = await run("gateway", "drain", "tcp:10.0.0.7:7401")
    #expect(drained.status == .success, "\(drained.diagnostics)")
    #expect(drained.output == "registry at tcp:10.0.0.7:7401: drained, 3 calls are running\n")
    let status = await run("status")
    #expect(status.status == .unavailable, "one of them cannot be reached")
    #expect(status.diagnostics.contains("registry at tcp:10.0.0.8:7401"), "which one, since there are two")
    let row = status.output.split(separator: "\n").first { $0.contains("10.0.0.7") }
    #expect(row?.contains(" drained ") == true, "\(status.output)")
    #expect(row?.contains("no new calls; 3 calls are running") == true, "\(status.output)")
    let undrained = await run("gateway", "undrain", "tcp:10.0.0.7:7401")
    #expect(undrained.output == "registry at tcp:10.0.0.7:7401: gets calls, 3 calls are running\n")
    let unknown = await run("gateway", "drain", "tcp:10.0.0.9:1")
    #expect(unknown.status == .refused)
  }
}
