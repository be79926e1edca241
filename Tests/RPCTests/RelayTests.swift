import Logging
import Messages
import RPC
import RPCSocket
import Synchronization
import TestSupport
import Testing
import Wire

/// A gateway in front of one service, all over Unix sockets on one loop.
struct Relayed {
  struct Policy: CallRelay {
    let target: ClientChannel

    func route(_ call: RelayedOpen) -> RelayDecision {
      switch call.service {
      case "ocop.test.v1.Test": .forward(to: target)
      case "ocop.test.v1.Forbidden": .refuse(RPCError(.permissionDenied, "not for you"))
      default: .notFound
      }
    }
  }

  let service: SocketServer
  let gateway: SocketServer
  let upstream: SocketChannel
  let channel: SocketChannel

  static func with(
    _ router: Router = .standard,
    own: Router = Router(),
    limits: WireLimits = .standard,
    _ body: (Relayed) async throws -> Void
  ) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var configuration = SocketChannel.Configuration()
    configuration.limits = limits
    let service = try await SocketServer.start(
      endpoint: .unix(path: temporarySocketPath()),
      router: router,
      limits: limits,
      logger: logger
    )
    let upstream = SocketChannel(endpoint: service.endpoint, configuration: configuration, logger: logger)
    let gateway = try await SocketServer.start(
      endpoint: .unix(path: temporarySocketPath()),
      router: own,
      relay: Policy(target: upstream.core),
      limits: limits,
      logger: logger
    )
    let channel = SocketChannel(endpoint: gateway.endpoint, configuration: configuration, logger: logger)
    let relayed = Relayed(service: service, gateway: gateway, upstream: upstream, channel: channel)
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(relayed))
    } catch {
      result = .failure(error)
    }
    await channel.close()
    await upstream.close()
    for server in [gateway, service] {
      server.stopNow()
      await server.waitUntilStopped()
    }
    try result.get()
  }
}

@Suite(.timeLimit(.minutes(1))) struct RelayTests {
  @Test("unary calls and their errors pass a relay unchanged")
  func unary() async throws {
    var router = Router.standardExceptEcho
    router.unary(TestMethods.echo) { request, context in
      if request.service == "fail" {
        throw RPCError(.aborted, "stale", trailers: ["x": "1"], retryAfter: .milliseconds(20), isNotRetryable: true)
      }
      return Text("\(request.service) \(context.metadata["x-key"] ?? "-") \(context.timeRemaining != nil)")
    }
    try await Relayed.with(router) { relayed in
      let options = CallOptions(timeout: .seconds(60), metadata: ["x-key": "value"])
      for _ in 0..<3 {
        let answer = try await relayed.channel.echo("text", options)
        #expect(answer == "text value true")
      }
      let error = await rpcError { try await relayed.channel.echo("fail") }
      #expect(
        error
          == RPCError(
            .aborted,
            "stale",
            trailers: ["x": "1"],
            retryAfter: .milliseconds(20),
            isNotRetryable: true,
            origin: .peer
          )
      )
    }
  }

  @Test("what a relay decides itself says that a proxy said it")
  func refusals() async throws {
    try await Relayed.with { relayed in
      for (service, code) in [("ocop.test.v1.Forbidden", StatusCode.permissionDenied), ("a.B", .unimplemented)] {
        let error = await rpcError {
          try await relayed.channel.unaryBytes(path: "\(service)/X", request: [], options: CallOptions())
        }
        #expect(error?.code == code)
        #expect(error?.origin == .proxy)
      }
    }
  }

  /// Admits nobody.
  private struct Closed: AdmissionInterceptor {
    func admit(_ call: inout ArrivingCall) throws(RPCError) {
      throw RPCError(.unauthenticated, "\(call.path) is not for everybody")
    }
  }

  @Test("what a relay's admission refuses says so as well")
  func refusedByAdmission() async throws {
    var own = Router()
    own.intercept(admittingWith: Closed())
    try await Relayed.with(own: own) { relayed in
      let error = await rpcError { try await relayed.channel.echo() }
      #expect(error?.code == .unauthenticated)
      #expect(error?.origin == .proxy)
    }
  }

  @Test("messages of any size and streams pass a relay, credit from end to end")
  func sizesAndStreams() async throws {
    let written = Atomic<Int>(0)
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in request }
    router.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream {
        try await writer.write(Count(number, padding: 100))
        written.add(1, ordering: .relaxed)
      }
    }
    try await Relayed.with(router, limits: .tiny) { relayed in
      for size in [0, 200, 210, 220, 230, 240, 256, 500, 513, 1000] {
        let text = String(repeating: "x", count: size)
        let answer = try await relayed.channel.echo(text)
        #expect(answer == text)
      }
      var readCount = 0
      for try await answer in try await relayed.channel.count(to: 500) {
        #expect(answer.lastStream == UInt32(readCount))
        readCount += 1
        let ahead = written.load(ordering: .relaxed) - readCount
        if ahead > 8 {
          Issue.record("\(ahead) answers were written ahead of the reader")
          break
        }
      }
      #expect(readCount == 500)
    }
  }

  @Test("a cancellation passes a relay at once")
  func cancellation() async throws {
    let held = HeldHandler()
    try await Relayed.with(held.router) { relayed in
      let task = Task { try await relayed.channel.echo() }
      await held.started.wait()
      task.cancel()
      _ = await rpcError { try await task.value }
      await held.cancelled.wait()
      #expect(held.cancelled.isOpen)
    }
  }

  @Test("a lost or unreachable service is UNAVAILABLE from the relay, which lives on")
  func lost() async throws {
    let held = HeldHandler()
    try await Relayed.with(held.router) { relayed in
      let task = Task { try await relayed.channel.echo() }
      await held.started.wait()
      relayed.service.stopNow()
      await relayed.service.waitUntilStopped()
      let error = await rpcError { try await task.value }
      #expect(error?.code == .unavailable)
      #expect(error?.origin == .proxy)
      let unreachable = await rpcError { try await relayed.channel.echo() }
      #expect(unreachable?.code == .unavailable)
      #expect(unreachable?.origin == .proxy)
      #expect(unreachable?.message.contains("\(relayed.service.endpoint)") == true)
    }
  }

  @Test("many callers through one upstream connection do not mix")
  func many() async throws {
    try await Relayed.with { relayed in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<300 {
          group.addTask {
            let answer = try await relayed.channel.echo("\(number)")
            #expect(answer == "\(number)")
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
