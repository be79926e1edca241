import Logging
import RPC
import RPCSocket

/// Takes connections for a router.
struct RouterListener: ServiceListener {
  private let server: SocketServer

  var endpoint: Endpoint { server.endpoint }

  static func start(endpoint: Endpoint, router: Router, program: String, logger: Logger) async throws -> RouterListener
  {
    let server = try await SocketServer.start(
      endpoint: endpoint,
      router: router,
      logger: logger,
      agent: "\(program)/\(ProgramVersion.text)"
    )
    return RouterListener(server: server)
  }

  func beginGracefulShutdown(gracePeriod: Duration) {
    server.beginGracefulShutdown(gracePeriod: gracePeriod)
  }

  func stopNow() { server.stopNow() }

  func waitUntilStopped() async { await server.waitUntilStopped() }
}
