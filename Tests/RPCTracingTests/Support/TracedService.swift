import Logging
import Messages
import RPC
import RPCInProcess
import RPCSocket
import RPCTracing

/// How client and server reach each other.
enum TransportKind: CaseIterable, Sendable {
  case inProcess
  case tcp
}

typealias Text = RpcV1.CheckRequest

extension RpcV1.CheckRequest {
  init(_ text: String) {
    self.init()
    service = text
  }
}

/// Methods of each kind; what they carry does not matter.
enum TestMethods {
  static let service = "ocop.test.v1.Test"
  static let unary = Method<Text, Text>(service: service, name: "Unary", kind: .unary, idempotency: .idempotent)
  static let download = Method<Text, Text>(
    service: service,
    name: "Download",
    kind: .serverStreaming,
    idempotency: .idempotent
  )
  static let upload = Method<Text, Text>(service: service, name: "Upload", kind: .clientStreaming)
  static let both = Method<Text, Text>(service: service, name: "Both", kind: .bidirectional)
}

/// A router with tracing behind a transport, and a channel with tracing to it.
struct TracedService {
  let channel: any Channel
  private let server: SocketServer?

  /// - Parameter tracer: of both sides; nil = none.
  static func start(
    _ kind: TransportKind,
    _ router: Router,
    by tracer: CallTracer?
  ) async throws -> TracedService {
    var router = router
    router.traceCalls(with: tracer)
    if kind == .inProcess {
      return TracedService(channel: InProcessChannel(router: router).traced(by: tracer), server: nil)
    }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = try await SocketServer.start(
      endpoint: .tcp(host: "127.0.0.1", port: 0),
      router: router,
      logger: logger
    )
    let socket = SocketChannel(endpoint: server.endpoint, logger: logger)
    let channel = socket.traced(server: TracedServer(address: "b", port: 7), by: tracer)
    return TracedService(channel: channel, server: server)
  }

  func stop() async {
    await channel.close()
    server?.stopNow()
    await server?.waitUntilStopped()
  }

  static func with(
    _ kind: TransportKind,
    _ router: Router,
    by tracer: CallTracer?,
    _ body: (any Channel) async throws -> Void
  ) async throws {
    let service = try await start(kind, router, by: tracer)
    do {
      try await body(service.channel)
    } catch {
      await service.stop()
      throw error
    }
    await service.stop()
  }
}

/// The RPCError that `body` ends with.
func rpcError<Result>(_ body: () async throws -> Result) async -> RPCError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error as? RPCError
  }
}
