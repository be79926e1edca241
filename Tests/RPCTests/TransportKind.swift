import Glibc
import Logging
import RPC
import RPCInProcess
import RPCSocket
import Wire

/// The transports that the same tests run over.
enum TransportKind: CaseIterable, Sendable {
  case inProcess
  case inProcessByteByByte
  case tcp
  case unix
}

/// A router served over a transport, and a channel to it.
struct TestService {
  let channel: any Channel
  private let server: SocketServer?

  static func start(
    _ kind: TransportKind,
    _ router: Router = .standard,
    limits: WireLimits = .standard
  ) async throws -> TestService {
    switch kind {
    case .inProcess:
      return TestService(channel: InProcessChannel(router: router, limits: limits), server: nil)
    case .inProcessByteByByte:
      return TestService(
        channel: InProcessChannel(router: router, limits: limits, chunkByteCountMax: 1),
        server: nil
      )
    case .tcp:
      return try await start(.tcp(host: "127.0.0.1", port: 0), router, limits)
    case .unix:
      return try await start(.unix(path: temporarySocketPath()), router, limits)
    }
  }

  private static func start(_ endpoint: Endpoint, _ router: Router, _ limits: WireLimits) async throws -> TestService {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = try await SocketServer.start(endpoint: endpoint, router: router, limits: limits, logger: logger)
    var configuration = SocketChannel.Configuration()
    configuration.limits = limits
    let channel = SocketChannel(endpoint: server.endpoint, configuration: configuration, logger: logger)
    return TestService(channel: channel, server: server)
  }

  func stop() async {
    await channel.close()
    server?.stopNow()
    await server?.waitUntilStopped()
  }

  static func with(
    _ kind: TransportKind,
    _ router: Router = .standard,
    limits: WireLimits = .standard,
    _ body: (any Channel) async throws -> Void
  ) async throws {
    let service = try await start(kind, router, limits: limits)
    do {
      try await body(service.channel)
    } catch {
      await service.stop()
      throw error
    }
    await service.stop()
  }
}

func temporarySocketPath() -> String {
  "/tmp/ocop-rpc-test-\(getpid())-\(UInt64.random(in: 0 ... .max)).sock"
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
