import TestSupport

@testable import RPC
@testable import Wire

/// One run of the whole runtime: channels and a server with handlers, joined by a network that a seed plays with, on a
/// clock that stands still while there is something to do.
final class RuntimeSimulation {
  let profile: RuntimeProfile
  let world: SimulatedWorld
  let network: SimulatedNetwork
  let script: HandlerScript
  private(set) var clients: [SimulatedClient] = []
  let callers: SimulatedExecutor
  private(set) var calls: [RuntimeCall] = []
  /// Calls that are not over, for their callers.
  private(set) var openCalls: [RuntimeCall] = []
  var counts = SituationCounts()
  /// Timers of the simulation's own, beside those of the runtime.
  private(set) var ownTimers: [SimulatedTimer] = []

  init(seed: UInt64, keepsLog: Bool = false) {
    world = SimulatedWorld(seed: seed, keepsLog: keepsLog)
    profile = RuntimeProfile(&world.random)
    world.timePercent = profile.timePercent
    world.timeStepMaxNanoseconds = profile.timeStepMaxNanoseconds
    let serverLoop = SimulatedLoop(world, number: 0)
    callers = SimulatedExecutor(world, number: 0)
    script = HandlerScript(world, loop: serverLoop, elsewhere: SimulatedExecutor(world, number: 1))
    network = SimulatedNetwork(world, profile: profile, serverLoop: serverLoop, script: script)
    for number in 1...profile.clientCount {
      clients.append(SimulatedClient(world, number: number, profile: profile, network: network))
    }
    world.note(.fault, 0, 0, "\(profile)")
  }

  /// Runs everything; throws the first invariant that does not hold.
  func run() throws {
    try require(profile.limits.contradictions.isEmpty, "\(profile.limits.contradictions)")
    // Some time is left to the last calls before the end begins.
    var rest = world.random.below(200)
    while rest > 0 {
      if calls.count == profile.callCount { rest -= 1 }
      if calls.count < profile.callCount && (world.random.chance(profile.startPercent) || !world.isBusy) { startCall() }
      if profile.faultPermille > 0 && world.random.below(1000) < profile.faultPermille { doMischief() }
      try step()
    }
    try bringToEnd()
  }

  /// Lets one thing happen and looks at what it did.
  func step() throws {
    _ = world.step()
    check()
    if let failure = world.failure { throw failure }
  }

  // MARK: Calls

  private func startCall() {
    let plan = CallPlan(profile, &world.random)
    let call = RuntimeCall(number: calls.count, plan: plan, world: world, isRepeatable: mayRepeat(plan))
    world.note(.callStarted, call.number, 0, "\(plan)")
    calls.append(call)
    openCalls.append(call)
    script.calls = calls
    let client = clients[world.random.below(clients.count)]
    let caller = CallerScript(
      call: call,
      channel: client.channel(for: plan.method.kind),
      loop: client.loop,
      executor: callers
    )
    call.task = Task(executorPreference: callers) { await caller.run() }
    guard let nanoseconds = plan.cancelsAfterNanoseconds else { return }
    ownTimers.append(world.schedule(afterNanoseconds: Int64(nanoseconds)) { RuntimeSimulation.giveUp(call) })
  }

  /// Whether several handlers may answer the call.
  private func mayRepeat(_ plan: CallPlan) -> Bool {
    plan.method.idempotency == .idempotent && profile.repetition != .none && plan.repeatsUnprocessed
  }

  static func giveUp(_ call: RuntimeCall) {
    if call.hasEnded { return }
    call.isGivenUp = true
    call.world.note(.fault, call.number, 1, "the caller gives up")
    call.task?.cancel()
  }

  /// Forgets calls that have ended.
  func forgetEndedCalls() {
    for call in openCalls where call.hasEnded {
      counts.ended(call)
      call.task = nil
    }
    openCalls.removeAll { $0.hasEnded }
  }

  // MARK: Mischief

  private func doMischief() {
    let links = network.links.filter { !$0.isOver }
    if links.isEmpty || world.random.chance(20) {
      if !openCalls.isEmpty { RuntimeSimulation.giveUp(openCalls[world.random.below(openCalls.count)]) }
      return
    }
    let link = links[world.random.below(links.count)]
    let kind = world.random.pick(SituationCounts.Mischief.allCases)
    world.note(.fault, link.number, 10 + kind.rawValue, "\(kind)")
    counts.met(kind)
    switch kind {
    case .loss:
      link.toServer.lose()
      link.toClient.lose()
    case .stallToServer: stall(link.toServer)
    case .stallToClient: stall(link.toClient)
    case .drain: network.onServer { [server = link.server] in server.beginGracefulShutdown() }
    case .serverCloses: network.onServer { [server = link.server] in server.close() }
    case .failsOnWrite: (world.random.chance(50) ? link.toServer : link.toClient).failsOnWrite = true
    case .silence:
      link.toServer.fallSilent()
      link.toClient.fallSilent()
    }
  }

  private func stall(_ pipe: SimulatedPipe) {
    pipe.isStalled = true
    let nanoseconds = Int64(world.random.below(30_000_000))
    ownTimers.append(world.schedule(afterNanoseconds: nanoseconds) { pipe.isStalled = false })
  }

  // MARK: Checks

  private func check() {
    for link in network.links {
      if let excess = link.excess(profile.limits) { world.fail(excess) }
      guard link.isSettled else { continue }
      if link.client.core.machine.openStreamCount > 0 { counts.met("an open stream with nothing under way") }
      if let disagreement = link.disagreement(profile.limits) {
        world.fail("connection \(link.number), with nothing under way: \(disagreement)")
      }
    }
    network.forgetEnded()
    for client in clients { checkWaiting(client.core) }
    let taken = network.admission.snapshot
    let limits = profile.serverLimits
    world.expect(taken.runningHandlerCount <= limits.runningHandlersMax, "\(taken.runningHandlerCount) handlers run")
    if case .fixed(let limit) = limits.concurrency {
      // Beside the limit there are places for connections that have far less than their share of it.
      let most = limit + max(4, limit / 8)
      world.expect(taken.limitedCallCount <= most, "\(taken.limitedCallCount) unary handlers run")
    }
    forgetEndedCalls()
  }

  /// Calls wait up to the limit; beside them only those that were sent, and come back to be sent once more.
  private func checkWaiting(_ channel: ClientChannel) {
    let limit = profile.limits.waitingCallsMax
    let sentMax = profile.limits.assumedPeer.streamsMax * max(1, network.madeCount)
    world.expect(channel.waitingCount <= limit + sentMax, "\(channel.waitingCount) calls wait")
    // Where a layer above repeats calls as well, the two cannot be told apart.
    guard case .none = profile.repetition else { return }
    let repeated = channel.waitingRepeatedCount
    if repeated > 0 { counts.met("a call that waits to be sent once more") }
    let fresh = channel.waitingCount - repeated
    world.expect(fresh <= limit, "\(fresh) calls wait that were never sent; the limit is \(limit)")
    world.expect(repeated <= sentMax, "\(repeated) calls wait to be sent once more")
  }

  /// Lets go of everything; what is then still there has leaked.
  func release() {
    clients = []
    script.calls = []
    script.taps = [:]
    network.forgetEnded()
  }
}
