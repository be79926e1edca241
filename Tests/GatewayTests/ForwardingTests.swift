import Messages
import RPC
import RPCSocket
import Services
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Gateway

/// Goal: what a client sends arrives at the service, and what the service answers arrives at the client, unchanged; the
/// gateway speaks for itself only where it must, and says so. Method: a real gateway between real sockets.
@Suite("Forwarding", .timeLimit(.minutes(1)))
struct ForwardingTests {
  private var echo: Router {
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in request }
    return router
  }

  @Test("a unary call arrives with its metadata, and its time is never more than the caller gave")
  func unary() async throws {
    var router = Router()
    router.unary(TestMethods.echo) { request, context in
      let time = context.timeRemaining ?? .seconds(-1)
      #expect(time > .seconds(1) && time <= .seconds(60))
      return Text("\(request.service) \(context.metadata["x-key"] ?? "-") \(context.traceparent)")
    }
    try await TestInstallation.with(.init(registry: router)) { installation in
      let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      let options = CallOptions(timeout: .seconds(60), metadata: ["x-key": "ộ"], traceparent: trace)
      for size in [0, 1, 60_000, 200_000] {
        let text = String(repeating: "x", count: size)
        let answer = try await installation.client.echo(text, options)
        #expect(answer == "\(text) ộ \(trace)")
      }
    }
  }

  @Test("an answer of any size arrives at a caller that takes no larger frames than everybody has to")
  func largestFrame() async throws {
    try await TestInstallation.with(.init(registry: echo)) { installation in
      var configuration = SocketChannel.Configuration()
      configuration.limits.frameBytesMax = configuration.limits.assumedPeer.frameBytesMax
      let caller = SocketChannel(
        endpoint: installation.gateway.endpoint,
        configuration: configuration,
        logger: TestInstallation.logger
      )
      for size in stride(from: 65_400, through: 69_800, by: 100) {
        let text = String(repeating: "x", count: size)
        let answer = try await caller.echo(text, CallOptions(timeout: .seconds(30)))
        #expect(answer == text, "\(size) bytes")
      }
      await caller.close()
    }
  }

  @Test("an error of the service arrives as the service sent it")
  func serviceError() async throws {
    var detail = RpcV1.ErrorDetail()
    var violation = RpcV1.FieldViolation()
    violation.field = "records[3].producer.unit_code"
    detail.detail = .fieldViolation(violation)
    let sent = RPCError(.aborted, "stale", details: [detail], trailers: ["x": "1"], retryAfter: .milliseconds(20))
    var router = Router()
    router.unary(TestMethods.echo) { _, _ in throw sent }
    try await TestInstallation.with(.init(registry: router)) { installation in
      let error = await rpcError { _ = try await installation.client.echo() }
      var expected = sent
      expected.origin = .peer
      #expect(error == expected)
      let unknown = await rpcError {
        _ = try await installation.client.unary(TestMethods.unknown, Text(""), options: CallOptions())
      }
      #expect(unknown?.code == .unimplemented)
      #expect(unknown?.origin == .peer, "the service itself knows its methods")
    }
  }

  @Test("a stream arrives whole and in order, and another call is answered beside it")
  func streaming() async throws {
    var router = Router()
    router.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream { try await writer.write(Count(number, padding: 5_000)) }
    }
    try await TestInstallation.with(.init(registry: echo, listing: router)) { installation in
      let stream = try await installation.client.serverStreaming(
        TestMethods.count,
        Count(500),
        options: CallOptions()
      )
      var next: UInt32 = 0
      for try await item in stream {
        #expect(item.lastStream == next)
        next += 1
        if next == 250 {
          let beside = try await installation.client.echo("beside")
          #expect(beside == "beside")
        }
      }
      #expect(next == 500)
    }
  }

  @Test("an unknown service is refused with the names of those that are routed")
  func unknownService() async throws {
    try await TestInstallation.with(.init(registry: echo)) { installation in
      let error = await rpcError {
        _ = try await installation.client.unary(TestMethods.unrouted, Text(""), options: CallOptions())
      }
      #expect(error?.code == .unimplemented)
      #expect(error?.origin == .proxy)
      #expect(error?.isNotProcessed == true)
      #expect(error?.message.contains("\"ocop.other.v1.Other/Echo\"") == true)
      for service in ["ocop.registry.v1.Registry", "ocop.listing.v1.Listing", "ocop.reporting.v1.Reporting"] {
        #expect(error?.message.contains(service) == true)
      }
    }
  }

  @Test("a service that is down is named with its address, at once, and is found again when it is back")
  func serviceDownAndBack() async throws {
    try await TestInstallation.with(.init(listing: Router())) { installation in
      let endpoint = try #require(installation.endpoints["registry"])
      let error = await rpcError { _ = try await installation.client.echo() }
      #expect(error?.code == .unavailable)
      #expect(error?.origin == .proxy)
      #expect(error?.isNotProcessed == true)
      #expect(error?.message.contains("registry at \(endpoint)") == true)
      let server = try await TestInstallation.start("registry", echo, at: endpoint)
      // The gateway leaves the address alone for a moment; calls until then fail at once.
      while await rpcError({ _ = try await installation.client.echo() }) != nil {}
      let answer = try await installation.client.echo("back")
      #expect(answer == "back")
      server.stopNow()
      await server.waitUntilStopped()
    }
  }

  @Test("a service that is lost during a call makes it UNAVAILABLE, and nobody claims that it was not processed")
  func serviceLost() async throws {
    let started = Gate()
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      started.open()
      await Gate().wait()
      return request
    }
    try await TestInstallation.with(.init(listing: Router())) { installation in
      let endpoint = try #require(installation.endpoints["registry"])
      let server = try await TestInstallation.start("registry", router, at: endpoint)
      let call = Task { await rpcError { _ = try await installation.client.echo() } }
      await started.wait()
      server.stopNow()
      await server.waitUntilStopped()
      let error = await call.value
      #expect(error?.code == .unavailable)
      #expect(error?.origin == .proxy)
      #expect(error?.isNotProcessed == false)
      #expect(error?.message.contains("registry at \(endpoint)") == true)
    }
  }

  @Test("a caller that gives up, or goes away, stops the handler", arguments: [true, false])
  func cancellation(byClosing: Bool) async throws {
    let started = Gate()
    let cancelled = Gate()
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      started.open()
      await withTaskCancellationHandler {
        await Gate().wait()
      } onCancel: {
        cancelled.open()
      }
      return request
    }
    try await TestInstallation.with(.init(registry: router)) { installation in
      let call = Task { await rpcError { _ = try await installation.client.echo() } }
      await started.wait()
      if byClosing { await installation.client.close() } else { call.cancel() }
      await cancelled.wait()
      #expect(cancelled.isOpen)
      #expect(await call.value?.code == (byClosing ? .unavailable : .cancelled))
    }
  }

  @Test("the gateway keeps a call's deadline itself, for a service that is silent and a client that waits")
  func deadline() async throws {
    // A listening socket that nobody accepts from: the connection is made, and nothing ever answers.
    let silent = TestInstallation.socketPath()
    let listener = try SilentListener(path: silent)
    let installation = try await TestInstallation(endpoints: ["registry": .unix(path: silent)])
    guard case .unix(let path) = installation.gateway.endpoint else { return }
    let client = try RawClient(path: path)
    try client.open(
      TestMethods.echo.path,
      [],
      prelude: OpenPrelude(timeoutNanoseconds: 30_000_000, responseCredit: 65_536)
    )
    let frame = try #require(try client.nextStreamFrame())
    #expect(frame.header.type == .close)
    #expect(frame.closeStatus.code == StatusCode.deadlineExceeded.rawValue)
    #expect(frame.closeStatus.flags.contains(.originProxy))
    installation.gateway.stopNow()
    await installation.gateway.waitUntilStopped()
    await installation.client.close()
    withExtendedLifetime(listener) {}
  }

  @Test("a gateway that routes to itself ends the call instead of running in a circle")
  func circle() async throws {
    let path = TestInstallation.socketPath()
    let installation = try await TestInstallation(
      endpoints: ["registry": .unix(path: path)],
      at: .unix(path: path)
    )
    let error = await rpcError { _ = try await installation.client.echo() }
    #expect(error?.code == .internalError)
    #expect(error?.origin == .proxy)
    #expect(error?.isNotRetryable == true)
    #expect(error?.message.contains("circle") == true)
    await installation.client.close()
    installation.gateway.stopNow()
    await installation.gateway.waitUntilStopped()
  }

  @Test("a gateway that is asked to stop lets the running call finish and takes no other")
  func drain() async throws {
    let started = Gate()
    let release = Gate()
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      started.open()
      await release.wait()
      return request
    }
    try await TestInstallation.with(.init(registry: router)) { installation in
      let call = Task { try await installation.client.echo("finished") }
      await started.wait()
      installation.gateway.beginGracefulShutdown(gracePeriod: .seconds(60))
      // The socket is closed before connections are told: when no more can be made, the drain has begun.
      while case .unix(let path) = installation.gateway.endpoint, (try? RawClient(path: path)) != nil {}
      release.open()
      let answer = try await call.value
      #expect(answer == "finished")
      await installation.gateway.waitUntilStopped()
    }
  }
}
