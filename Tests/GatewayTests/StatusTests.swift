import Messages
import RPC
import RPCSocket
import ServiceKit
import Services
import Testing

@testable import Gateway

/// Goal: an operator sees from one place what is up, and what is not and why.
@Suite("Status of the installation", .timeLimit(.minutes(1)))
struct StatusTests {
  private func status(_ channel: any Channel) async throws -> [RpcV1.ServiceStatus] {
    try await GatewayV1.GatewayClient(channel: channel)
      .getInstallationStatus(GatewayV1.GetInstallationStatusRequest())
      .services
  }

  @Test("every service is listed, the gateway first, each with its address and version")
  func allUp() async throws {
    try await TestInstallation.with(.init(registry: Router(), listing: Router(), reporting: Router())) { installation in
      let services = try await status(installation.client)
      #expect(services.map(\.name) == ["gateway", "registry", "listing", "reporting"])
      #expect(services.allSatisfy { $0.servingStatus == .serving && $0.version == ProgramVersion.text })
      #expect(services[0].address == "\(installation.gateway.endpoint)")
      for service in services.dropFirst() {
        #expect(service.address == installation.endpoints[service.name].map { "\($0)" })
      }
    }
  }

  @Test("a service that is down, and one that is silent, are listed with the reason beside those that are up")
  func someDown() async throws {
    let silent = TestInstallation.socketPath()
    let listener = try SilentListener(path: silent)
    let down = Endpoint.unix(path: TestInstallation.socketPath())
    let up = Endpoint.unix(path: TestInstallation.socketPath())
    let server = try await TestInstallation.start("reporting", Router(), at: up)
    var limits = GatewayServer.Limits()
    limits.statusTimeout = .milliseconds(50)
    let installation = try await TestInstallation(
      endpoints: ["registry": down, "listing": .unix(path: silent), "reporting": up],
      limits: limits
    )
    let services = try await status(installation.client)
    #expect(services.map(\.servingStatus) == [.serving, .unreachable, .unreachable, .serving])
    #expect(services[1].reason.contains("registry at \(down)"))
    #expect(services[2].reason.contains("no answer within"))
    await installation.client.close()
    installation.gateway.stopNow()
    await installation.gateway.waitUntilStopped()
    server.stopNow()
    await server.waitUntilStopped()
    withExtendedLifetime(listener) {}
  }

  @Test("the gateway's own health says what it is, and knows only its own services")
  func ownHealth() async throws {
    try await TestInstallation.with(.init()) { installation in
      let health = RpcV1.HealthClient(channel: installation.client)
      let own = try await health.getStatus(RpcV1.GetStatusRequest())
      #expect(own.name == "gateway")
      #expect(own.servingStatus == .serving)
      var request = RpcV1.CheckRequest()
      let whole = try await health.check(request).servingStatus
      #expect(whole == .serving)
      request.service = GatewayV1.GatewayMethods.getInstallationStatus.service
      let service = try await health.check(request).servingStatus
      #expect(service == .serving)
      request.service = "ocop.registry.v1.Registry"
      let error = await rpcError { _ = try await health.check(request) }
      #expect(error?.code == .notFound)
      installation.state.stopServing(reason: "shutting down")
      request.service = ""
      let stopping = try await health.check(request)
      #expect(stopping.servingStatus == .notServing)
      #expect(stopping.reason == "shutting down")
    }
  }
}
