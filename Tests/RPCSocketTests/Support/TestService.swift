import Logging
import Messages
import RPC
import RPCSocket

// Methods for these tests, on a message that is there anyway: CheckRequest has one string.

typealias Text = RpcV1.CheckRequest

enum TestMethods {
  static let service = "ocop.test.v1.Sockets"
  static let echo = Method<Text, Text>(service: service, name: "Echo", kind: .unary, idempotency: .idempotent)
  static let peer = Method<Text, Text>(service: service, name: "Peer", kind: .unary, idempotency: .idempotent)
}

extension RpcV1.CheckRequest {
  init(_ text: String) {
    self.init()
    service = text
  }
}

extension Router {
  /// Echoes, and says who called.
  static var standard: Router {
    var router = Router()
    router.immediate(TestMethods.echo) { request, _ in request }
    router.immediate(TestMethods.peer) { _, context in
      let process = context.peerIdentity.process.map { "\($0.processID) \($0.userID) \($0.groupID)" }
      return Text("\(context.peer)|\(process ?? "unknown")")
    }
    return router
  }
}

extension Channel {
  func echo(_ text: String) async throws -> String {
    try await unary(TestMethods.echo, Text(text), options: CallOptions()).service
  }

  /// "PEER|PID UID GID", as the server sees this channel's connection.
  func peer() async throws -> String {
    try await unary(TestMethods.peer, Text(""), options: CallOptions()).service
  }
}

/// A server in this process.
enum TestServer {
  static let loopback = Endpoint.tcp(host: "127.0.0.1", port: 0)
  static let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Runs `body` with a server, and stops it whatever comes.
  static func with(
    _ addresses: [ListenAddress] = [.endpoint(loopback)],
    _ configuration: SocketServer.Configuration = SocketServer.Configuration(),
    router: Router = .standard,
    logger: Logger = silentLogger,
    _ body: (SocketServer) async throws -> Void
  ) async throws {
    let server = try await SocketServer.start(
      at: addresses,
      router: router,
      configuration: configuration,
      logger: logger
    )
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(server))
    } catch {
      result = .failure(error)
    }
    server.stopNow()
    await server.waitUntilStopped()
    try result.get()
  }

  /// Runs `body` with a channel, and closes it whatever comes.
  static func withChannel(_ endpoint: Endpoint, _ body: (SocketChannel) async throws -> Void) async throws {
    let channel = SocketChannel(endpoint: endpoint, logger: silentLogger)
    do {
      try await body(channel)
    } catch {
      await channel.close()
      throw error
    }
    await channel.close()
  }
}

extension SocketServer {
  /// The port of its first endpoint.
  var port: Int {
    if case .tcp(_, let port) = endpoint { port } else { 0 }
  }
}
