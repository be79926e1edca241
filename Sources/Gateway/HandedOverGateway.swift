import Logging
import RPCSocket
import ServiceKit

/// A gateway that takes the place of one that runs, and makes place for the next: no moment passes in which nobody
/// listens, since the listening sockets go from process to process.
struct HandedOverGateway: ServiceListener {
  private let gateway: GatewayServer
  private let listener: HandoverListener

  var endpoint: Endpoint { gateway.endpoint }
  var endpoints: [Endpoint] { gateway.endpoints }

  /// Takes over from the gateway that waits at a path, if there is one, and waits there for the next.
  /// - Parameters:
  ///   - stopRequest: is asked when the next one serves.
  ///   - start: starts the gateway.
  static func start(
    path: String,
    options: GatewayServer.Options,
    logger: Logger,
    stopRequest: StopRequest,
    _ start: (GatewayServer.Options) async throws -> GatewayServer
  ) async throws -> HandedOverGateway {
    var options = options
    options.server.keepsSocketsForHandover = true
    let request: HandoverRequest?
    do throws(SocketError) {
      request = try HandoverRequest.ask(path: path)
    } catch {
      throw SocketError("\(error.message); stop the gateway that runs, or try again")
    }
    options.server.handedSockets = request?.sockets
    let gateway = try await start(options)
    do throws(SocketError) {
      if let request {
        try request.confirm()
        logger.notice("the listening sockets were taken over; the gateway that had them finishes its calls")
      }
    } catch {
      // It serves all the same, and so may the other one.
      logger.warning("the gateway that had the sockets may go on: \(error.message)")
    }
    do throws(SocketError) {
      let listener = try HandoverListener.start(path: path, server: gateway.server, logger: logger) {
        stopRequest.ask()
      }
      return HandedOverGateway(gateway: gateway, listener: listener)
    } catch {
      gateway.stopNow()
      await gateway.waitUntilStopped()
      throw error
    }
  }

  func reload() { gateway.reload() }

  func beginGracefulShutdown(gracePeriod: Duration) {
    listener.stop()
    gateway.beginGracefulShutdown(gracePeriod: gracePeriod)
  }

  func stopNow() {
    listener.stop()
    gateway.stopNow()
  }

  func waitUntilStopped() async { await gateway.waitUntilStopped() }
}
