import Messages
import RPC
import RPCInProcess
import Synchronization
import TestSupport
import Testing
import Wire

/// A handler that waits, and tells how it fares.
final class HeldHandler: Sendable {
  let started = Gate()
  let release = Gate()
  let cancelled = Gate()
  let runCount = Atomic<Int>(0)

  var router: Router {
    var router = Router.standardExceptEcho
    router.unary(TestMethods.echo) { request, context in
      self.runCount.add(1, ordering: .relaxed)
      self.started.open()
      await withTaskCancellationHandler {
        await self.release.wait()
      } onCancel: {
        self.cancelled.open()
      }
      return Text(context.isDraining ? "draining" : request.service)
    }
    return router
  }
}

extension Router {
  static var standardExceptEcho: Router {
    var router = Router()
    router.immediate(TestMethods.echoNow) { request, _ in request }
    return router
  }
}

/// Waits for something that will certainly come about, without a clock.
func eventually(_ condition: () -> Bool) async {
  while !condition() { await Task.yield() }
}

@Suite(.timeLimit(.minutes(1))) struct CallEndTests {
  @Test("cancelling a call reaches its handler at once", arguments: TransportKind.allCases)
  func cancellation(_ kind: TransportKind) async throws {
    let held = HeldHandler()
    try await TestService.with(kind, held.router) { channel in
      let task = Task { try await channel.echo() }
      await held.started.wait()
      task.cancel()
      let error = await rpcError { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(error?.isNotProcessed == false)
      await held.cancelled.wait()
      #expect(held.cancelled.isOpen)
      let after = try await channel.echoNow("on")
      #expect(after == "on")
    }
  }

  @Test("a call of a cancelled task is not sent")
  func cancelledBefore() async throws {
    let held = HeldHandler()
    try await TestService.with(.inProcess, held.router) { channel in
      let gate = Gate()
      let task = Task {
        await gate.wait()
        return try await channel.echo()
      }
      task.cancel()
      gate.open()
      let error = await rpcError { try await task.value }
      #expect(error?.code == .cancelled)
      _ = try await channel.echoNow()
      #expect(held.runCount.load(ordering: .relaxed) == 0)
    }
  }

  @Test("an expired call is never sent", arguments: TransportKind.allCases)
  func expired(_ kind: TransportKind) async throws {
    let held = HeldHandler()
    try await TestService.with(kind, held.router) { channel in
      for timeout in [Duration.zero, .seconds(-1)] {
        let error = await rpcError { try await channel.echo("", CallOptions(timeout: timeout)) }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.origin == .local)
      }
      _ = try await channel.echoNow()
      #expect(held.runCount.load(ordering: .relaxed) == 0)
    }
  }

  @Test("a call that expires while it waits for its turn is never sent")
  func expiredWaiting() async throws {
    let held = HeldHandler()
    let time = ManualTime()
    let channel = InProcessChannel(router: held.router, limits: .tiny, loop: InProcessLoop(time: time))
    let running = (0..<4).map { _ in Task { try await channel.echo("held") } }
    await eventually { held.runCount.load(ordering: .relaxed) == 4 }
    let alarmCount = time.alarmCount
    let waiting = Task { try await channel.echo("late", CallOptions(timeout: .seconds(5))) }
    await eventually { time.alarmCount > alarmCount }
    time.advance(by: .seconds(6))
    let error = await rpcError { try await waiting.value }
    #expect(error?.code == .deadlineExceeded)
    held.release.open()
    for task in running {
      let answer = try await task.value
      #expect(answer == "held")
    }
    _ = try await channel.echoNow()
    #expect(held.runCount.load(ordering: .relaxed) == 4)
    await channel.close()
  }

  @Test("a deadline that passes ends the call and cancels its handler")
  func deadline() async throws {
    let held = HeldHandler()
    let time = ManualTime()
    let channel = InProcessChannel(router: held.router, loop: InProcessLoop(time: time))
    let task = Task { try await channel.echo("", CallOptions(timeout: .seconds(5))) }
    await held.started.wait()
    time.advance(by: .seconds(4))
    #expect(!held.cancelled.isOpen)
    time.advance(by: .seconds(2))
    let error = await rpcError { try await task.value }
    #expect(error?.code == .deadlineExceeded)
    await held.cancelled.wait()
    #expect(held.cancelled.isOpen)
    await channel.close()
  }

  @Test("a call made inside a handler has the time that is left of its own call, and belongs to its trace")
  func inheriting() async throws {
    let seen = Mutex<[CallContext]>([])
    let time = ManualTime()
    var innerRouter = Router()
    innerRouter.unary(TestMethods.echo) { request, context in
      seen.withLock { $0.append(context) }
      return request
    }
    let inner = InProcessChannel(router: innerRouter, loop: InProcessLoop(time: time))
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      time.advance(by: .seconds(2))
      _ = try await inner.echo()
      _ = try await inner.echo("", CallOptions(timeout: .seconds(1)))
      var independent = CallOptions()
      independent.inheritsCurrentCall = false
      _ = try await inner.echo("", independent)
      return request
    }
    let channel = InProcessChannel(router: router, loop: InProcessLoop(time: time))
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    _ = try await channel.echo("", CallOptions(timeout: .seconds(5), traceparent: trace))
    _ = try await channel.echo()
    let contexts = seen.withLock { $0 }
    #expect(contexts.map(\.timeRemaining) == [.seconds(1), .zero, nil, nil, .seconds(1), nil])
    #expect(contexts.map(\.traceparent) == [trace, trace, "", "", "", ""])
    await channel.close()
    await inner.close()
  }

  @Test(
    "when the connection is lost its calls are UNAVAILABLE, their handlers cancelled, and the next call connects anew"
  )
  func connectionLost() async throws {
    let held = HeldHandler()
    let channel = InProcessChannel(router: held.router)
    let task = Task { try await channel.echo() }
    await held.started.wait()
    await channel.loseConnection()
    let error = await rpcError { try await task.value }
    #expect(error?.code == .unavailable)
    #expect(error?.isNotProcessed == false)
    await held.cancelled.wait()
    let answer = try await channel.echoNow("again")
    #expect(answer == "again")
    await channel.close()
  }

  @Test("a draining server finishes what runs, tells handlers, and new calls go to a new connection")
  func drain() async throws {
    let held = HeldHandler()
    let channel = InProcessChannel(router: held.router)
    let task = Task { try await channel.echo("x") }
    await held.started.wait()
    await channel.beginServerShutdown()
    let elsewhere = try await channel.echoNow("elsewhere")
    #expect(elsewhere == "elsewhere")
    held.release.open()
    let answer = try await task.value
    #expect(answer == "draining")
    await channel.close()
  }

  @Test("handlers that ignore their cancellation count until they return")
  func runningHandlers() async throws {
    let release = Gate()
    let count = Atomic<Int>(0)
    var router = Router.standardExceptEcho
    router.unary(TestMethods.echo) { request, _ in
      count.add(1, ordering: .relaxed)
      await Task.detached { await release.wait() }.value
      return request
    }
    try await TestService.with(.inProcess, router, limits: .tiny) { channel in
      for number in 1...4 {
        let task = Task { try await channel.echo() }
        await eventually { count.load(ordering: .relaxed) == number }
        task.cancel()
        _ = await rpcError { try await task.value }
      }
      let error = await rpcError { try await channel.echo() }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.isNotProcessed == true)
      // Handlers on the loop are not held up by that.
      let now = try await channel.echoNow("now")
      #expect(now == "now")
      release.open()
    }
  }

  @Test("a closed channel fails its calls, open and new ones")
  func closed() async throws {
    let held = HeldHandler()
    let channel = InProcessChannel(router: held.router)
    let task = Task { try await channel.echo() }
    await held.started.wait()
    await channel.close()
    let open = await rpcError { try await task.value }
    #expect(open?.code == .unavailable)
    let new = await rpcError { try await channel.echoNow() }
    #expect(new?.code == .unavailable)
    await held.cancelled.wait()
  }
}
