import Logging
import Messages
import RPCInProcess
import RPCSocket
import Synchronization
import Testing

@testable import RPC

/// Goal: what a handler learns of a call it made, and throws on, is not taken for word of the handler's own call.
/// Method: a service in front whose handler passes on what the one behind says, and counts how often it runs.
@Suite("Errors that handlers throw on", .timeLimit(.minutes(1)))
struct ThrownOnTests {
  private static let unary: [@Sendable (any Channel) async throws -> Void] = [
    { channel in _ = try await channel.echo() },
    { channel in _ = try await channel.unaryResponse(TestMethods.echo, Text()) },
    { channel in _ = try await channel.unaryBytes(path: TestMethods.echo.path, request: []) },
    { channel in _ = try await channel.unary(TestMethods.echo.untyped, request: [], options: CallOptions()) },
    { channel in for try await _ in try await channel.count(to: 1) {} },
  ]

  /// What the caller is told, and how often the handler in front ran.
  private func outcome(
    of call: @escaping @Sendable () async throws -> Void
  ) async throws -> (error: RPCError?, runCount: Int) {
    let runCount = Mutex(0)
    var front = Router()
    front.unary(TestMethods.echo) { request, _ in
      runCount.withLock { $0 += 1 }
      try await call()
      return request
    }
    let channel = InProcessChannel(router: front)
    let error = await rpcError { try await channel.echo() }
    await channel.close()
    return (error, runCount.withLock { $0 })
  }

  @Test("a refusal of the service behind does not have the handler in front run again", arguments: unary.indices)
  func refusedBehind(_ index: Int) async throws {
    var behind = Router()
    let refusal = RPCError(.unavailable, "busy", isNotProcessed: true, isNotRetryable: index == 0, origin: .proxy)
    behind.unary(TestMethods.echo) { _, _ in throw refusal }
    behind.serverStreaming(TestMethods.count) { _, _, _ in throw refusal }
    let channel = InProcessChannel(router: behind)
    let (error, runCount) = try await outcome { try await Self.unary[index](channel) }
    await channel.close()
    #expect(runCount == 1)
    #expect(error == RPCError(.unavailable, "busy", isNotRetryable: index == 0, origin: .peer))
  }

  @Test("nor does a service behind that cannot be reached", arguments: unary.indices.dropLast(2))
  func unreachable(_ index: Int) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let channel = SocketChannel(endpoint: .unix(path: temporarySocketPath()), logger: logger)
    let own = await rpcError { try await Self.unary[index](channel) }
    #expect(own?.isNotProcessed == true, "who made the call knows that it had no effect")
    let (error, runCount) = try await outcome { try await Self.unary[index](channel) }
    await channel.close()
    #expect(runCount == 1)
    #expect(error?.code == .unavailable && error?.isNotProcessed == false)
  }

  @Test("a handler's own word that it has done nothing is passed on, and the call is made once more")
  func ownWord() async throws {
    let (error, runCount) = try await outcome { throw RPCError(.unavailable, "busy", isNotProcessed: true) }
    #expect(runCount == 2)
    #expect(error?.isNotProcessed == true)
  }

  @Test("a handler that answers for the service behind, as a proxy does, says so by setting the origin")
  func forTheOther() async throws {
    let (error, _) = try await outcome {
      var error = RPCError(.unavailable, "behind").ofMadeCall
      error.origin = .proxy
      throw error
    }
    #expect(error?.origin == .proxy)
  }
}
