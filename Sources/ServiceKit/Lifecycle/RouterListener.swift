import Logging
import RPC
import RPCSocket

/// Takes connections for a router.
struct RouterListener: ServiceListener {
  private let server: SocketServer

  var endpoint: Endpoint { server.endpoint }
  var endpoints: [Endpoint] { server.endpoints }

  static func start(
    at addresses: [ListenAddress],
    router: Router,
    environment: ServiceEnvironment
  ) async throws -> RouterListener {
    let server = try await SocketServer.start(
      at: addresses,
      router: router,
      configuration: try environment.serverConfiguration(),
      logger: environment.logger
    )
    return RouterListener(server: server)
  }

  func beginGracefulShutdown(gracePeriod: Duration) {
    server.beginGracefulShutdown(gracePeriod: gracePeriod)
  }

  func stopNow() { server.stopNow() }

  func waitUntilStopped() async { await server.waitUntilStopped() }
}
