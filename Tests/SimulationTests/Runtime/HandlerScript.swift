import Messages
import TestSupport

@testable import RPC

/// What the handlers of simulated calls do.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class HandlerScript: @unchecked Sendable {
  private let world: SimulatedWorld
  private let loop: SimulatedLoop
  private let elsewhere: SimulatedExecutor
  /// The calls that were made, by number.
  var calls: [RuntimeCall] = []
  /// What is written on connections, by their peers' names.
  var taps: [String: WireTap] = [:]

  init(_ world: SimulatedWorld, loop: SimulatedLoop, elsewhere: SimulatedExecutor) {
    self.world = world
    self.loop = loop
    self.elsewhere = elsewhere
  }

  var router: Router {
    var router = Router()
    router.immediate(SimulatedMethods.now) { _, context in
      let call = try self.began(context)
      call.handlerEnded()
      if call.plan.failsBeforeAnswer != nil { throw CallPlan.plannedError }
      return self.answer(call, 0)
    }
    router.unary(SimulatedMethods.unary) { _, context in
      try await self.run(context) { call in try await self.oneAnswer(call) }
    }
    router.unary(SimulatedMethods.again) { _, context in
      try await self.run(context) { call in try await self.oneAnswer(call) }
    }
    router.serverStreaming(SimulatedMethods.answers) { _, writer, context in
      try await self.run(context) { call in
        if call.plan.isWatch { return try await self.watch(call, writer, context) }
        try await self.write(call, writer, from: 0)
      }
    }
    router.clientStreaming(SimulatedMethods.requests) { requests, context in
      try await self.run(context) { call in
        if call.plan.manner != .readsNothing { _ = try await self.read(call, requests) { _ in } }
        return try await self.oneAnswer(call)
      }
    }
    router.bidirectional(SimulatedMethods.both) { requests, writer, context in
      try await self.run(context) { call in try await self.converse(call, requests, writer) }
    }
    return router
  }

  private func began(_ context: CallContext) throws(RPCError) -> RuntimeCall {
    guard let number = context.metadata[SimulatedMethods.callKey].flatMap({ Int($0) }), number < calls.count else {
      world.fail("a handler does not know its call")
      throw RPCError(.internalError, "no call")
    }
    taps[context.peer]?.handlerBegan(stream: context.state.stream)
    calls[number].handlerBegan()
    return calls[number]
  }

  private func run<Answer: Sendable>(
    _ context: CallContext,
    _ body: @escaping @Sendable (RuntimeCall) async throws -> Answer
  ) async throws -> Answer {
    let call = try began(context)
    defer { call.handlerEnded() }
    if call.plan.hasMetadata {
      try context.setInitialMetadata([SimulatedMethods.answerKey: "\(call.number)"])
      try context.setTrailers([SimulatedMethods.answerKey: "\(call.number)"])
    }
    context.compressesResponses = call.plan.compresses
    if !call.plan.isElsewhere { return try await body(call) }
    return try await withTaskExecutorPreference(elsewhere) { try await body(call) }
  }

  private func answer(_ call: RuntimeCall, _ index: Int) -> Note {
    Note(call: call.number, index: index, byteCount: call.plan.answerSizes[index])
  }

  private func pause(_ call: RuntimeCall) async {
    if call.plan.handlerPauseMax == 0 { return }
    let nanoseconds = Int64(world.random.below(call.plan.handlerPauseMax))
    if !call.plan.ignoresCancellation { return await loop.pause(nanoseconds: nanoseconds) }
    await withCheckedContinuation { continuation in
      _ = loop.schedule(afterNanoseconds: nanoseconds) { continuation.resume() }
    }
  }

  private func oneAnswer(_ call: RuntimeCall) async throws -> Note {
    await pause(call)
    if call.plan.failsBeforeAnswer != nil { throw CallPlan.plannedError }
    return answer(call, 0)
  }

  private func write(_ call: RuntimeCall, _ writer: ResponseWriter<Note>, from first: Int) async throws {
    for index in first..<max(first, call.plan.answerSizes.count) { try await write(call, writer, index) }
    if call.plan.failsBeforeAnswer != nil { throw CallPlan.plannedError }
  }

  private func write(_ call: RuntimeCall, _ writer: ResponseWriter<Note>, _ index: Int) async throws {
    await pause(call)
    if index == call.plan.failsBeforeAnswer { throw CallPlan.plannedError }
    do throws(RPCError) {
      try await writer.write(answer(call, index))
    } catch {
      // Once over, over: nothing more is taken.
      do throws(RPCError) {
        try await writer.write(answer(call, index))
        if error.code == .cancelled { world.fail("an answer is taken after the end of \(call.description)") }
      } catch {}
      throw error
    }
  }

  private func watch(_ call: RuntimeCall, _ writer: ResponseWriter<Note>, _ context: CallContext) async throws {
    try await context.untilDraining {
      for index in call.plan.answerSizes.indices { try await self.write(call, writer, index) }
      await context.waitUntilDraining()
      try Task.checkCancellation()
    }
    throw RPCError.draining
  }

  /// Reads all requests.
  private func read(
    _ call: RuntimeCall,
    _ requests: RequestStream<Note>,
    _ body: (Int) async throws -> Void
  ) async throws -> Int {
    var count = 0
    var iterator = requests.makeAsyncIterator()
    while let request = try await iterator.next() {
      guard count < call.plan.requestSizes.count,
        request.isNote(of: call.number, index: count, byteCount: call.plan.requestSizes[count])
      else {
        world.fail("request \(count) of \(call.description) is \(request.lastStream)/\(request.code)")
        throw RPCError(.internalError, "a wrong request")
      }
      try await body(count)
      count += 1
      await pause(call)
    }
    world.expect(count == call.plan.requestSizes.count, "a good end after \(count) requests of \(call.description)")
    return count
  }

  private func converse(
    _ call: RuntimeCall,
    _ requests: RequestStream<Note>,
    _ writer: ResponseWriter<Note>
  ) async throws {
    let answerCount = call.plan.answerSizes.count
    var first = 0
    switch call.plan.manner {
    case .readsNothing: break
    case .readsFirst: _ = try await read(call, requests) { _ in }
    case .echo:
      let count = try await read(call, requests) { index in
        if index < answerCount { try await self.write(call, writer, index) }
      }
      first = min(count, answerCount)
    }
    try await write(call, writer, from: first)
  }
}
