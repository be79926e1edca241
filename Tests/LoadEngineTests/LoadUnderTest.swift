import Foundation
import InteropCases
import LoadEngine
import LoadStatistics
import Logging
import RPC
import RPCSocket

/// A load against a server within this process, on a Unix socket of its own and a loop of its own.
struct LoadUnderTest {
  var configuration: EngineConfiguration
  let server: SocketServer

  init(router: Router = InteropService.router) async throws {
    server = try await SocketServer.start(
      endpoint: .unix(path: "/tmp/load-engine-\(UUID().uuidString.prefix(8)).sock"),
      router: router,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      loop: SocketLoop()
    )
    configuration = EngineConfiguration(targets: [server.endpoint])
    configuration.durationNanoseconds = 300_000_000
    configuration.intervalNanoseconds = 100_000_000
  }

  /// Runs the load to its end, and stops the server.
  func run(
    stopFlag: StopFlag = StopFlag(),
    onProgress: @escaping @Sendable (LoadProgress) -> Void = { _ in },
    _ entries: @escaping @Sendable () -> [LoadEntry]
  ) async throws -> LoadOutcome {
    defer { server.stopNow() }
    let configuration = configuration
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        do {
          let loop = try LoadLoop(configuration, entries: entries(), stopFlag: stopFlag, onProgress: onProgress)
          try loop.connect()
          continuation.resume(returning: LoadOutcome(loop.run()))
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
  }

  /// Calls of one kind.
  func run(_ step: @escaping @Sendable () -> LoadStep) async throws -> LoadOutcome {
    try await run { [LoadEntry(steps: [step()])] }
  }
}
