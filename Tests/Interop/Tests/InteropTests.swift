import InteropCases
import Logging
import RPC
import RPCInProcess
import RPCSocket
import Testing
import Wire

@Suite struct InteropTests {
  static let names = InteropCase.all.map(\.name)

  private func run(_ name: String, over channel: any Channel) async throws {
    let interopCase = try #require(InteropCase.all.first { $0.name == name })
    let result: Result<Void, any Error>
    do {
      result = .success(try await interopCase.run(InteropSession(channel: channel, concurrentCalls: 100)))
    } catch {
      result = .failure(error)
    }
    await channel.close()
    try result.get()
  }

  @Test("each case passes in memory", arguments: names)
  func inMemory(_ name: String) async throws {
    try await run(name, over: InProcessChannel(router: InteropService.router))
  }

  @Test("each case but the large ones passes when bytes come one by one", arguments: names.filter { !isLarge($0) })
  func byteByByte(_ name: String) async throws {
    try await run(name, over: InProcessChannel(router: InteropService.router, chunkByteCountMax: 1))
  }

  private static func isLarge(_ name: String) -> Bool {
    name == "concurrent_large_unary" || name == "flow_control_pushback"
  }

  @Test(
    "each case passes over a socket, also with a server that takes four streams at once",
    arguments: names,
    [4, 1024]
  )
  func sockets(_ name: String, streamsMax: Int) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var limits = WireLimits.standard
    limits.streamsMax = streamsMax
    let server = try await SocketServer.start(
      endpoint: .tcp(host: "127.0.0.1", port: 0),
      router: InteropService.router,
      limits: limits,
      logger: logger
    )
    do {
      try await run(name, over: SocketChannel(endpoint: server.endpoint, logger: logger))
    } catch {
      server.stopNow()
      throw error
    }
    server.stopNow()
    await server.waitUntilStopped()
  }
}
