import TestSupport

@testable import RPC
@testable import Wire

// How a run comes to its end, and what has to hold then.
extension RuntimeSimulation {
  /// Longest time that calls may take once nothing goes wrong any more: silence is found out within 50 s, and those
  /// who rest after failures do so for 5 s.
  private static let patienceNanoseconds: Int64 = 300_000_000_000
  private static let stepsMax = 100_000

  func bringToEnd() throws {
    network.isUnreliable = false
    for timer in ownTimers { timer.cancel() }
    for link in network.links {
      link.toServer.isStalled = false
      link.toClient.isStalled = false
    }
    try go("calls have not ended: \(openCalls.map(\.description))") { openCalls.isEmpty }
    try go("handlers do not return, or something never rests") {
      !world.isBusy && calls.allSatisfy { $0.runningHandlerCount == 0 }
    }
    try checkIdle()
    try closeAll()
    try checkGone()
  }

  private func go(_ complaint: @autoclosure () -> String, until isDone: () -> Bool) throws {
    let latest = world.nowNanoseconds + RuntimeSimulation.patienceNanoseconds
    var stepCount = 0
    while !isDone() {
      stepCount += 1
      try require(stepCount < RuntimeSimulation.stepsMax && world.nowNanoseconds < latest, complaint())
      try step()
    }
  }

  /// Nothing is under way: nothing may be held.
  private func checkIdle() throws {
    for client in clients {
      try require(client.core.openCallCount == 0, "\(client.core.openCallCount) calls are open, and nobody made them")
    }
    let ended = clients.reduce(0) { $0 + $1.witness.endCount }
    if case .none = profile.repetition {
      try require(ended == calls.count, "\(ended) ends were told of \(calls.count) calls")
    }
    for link in network.links where !link.isOver { try checkIdle(link) }
    // What is held for a peer that has fallen silent waits until that is found out.
    if network.links.allSatisfy({ $0.isOver || $0.isSettled }) { try checkNothingHeld() }
    if profile.isCalm {
      for call in calls {
        let expected = call.plan.failsBeforeAnswer == nil ? nil : CallPlan.plannedError.code
        try require(call.error?.code == expected, "\(call.description) ends with \(String(describing: call.error))")
      }
    }
  }

  private func checkNothingHeld() throws {
    let taken = network.admission.snapshot
    try require(taken.runningHandlerCount == 0, "\(taken.runningHandlerCount) handlers are counted that do not run")
    try require(taken.limitedCallCount == 0, "\(taken.limitedCallCount) unary calls are counted that do not run")
    try require(taken.requestByteCount == 0, "\(taken.requestByteCount) bytes of requests are counted that are gone")
    try require(taken.answerByteCount == 0, "\(taken.answerByteCount) bytes of answers are counted that are gone")
    network.checkCounts()
    if let failure = world.failure { throw failure }
  }

  private func checkIdle(_ link: SimulatedLinkPair) throws {
    let server = link.server
    try require(server.runningHandlerCount == 0, "\(server.runningHandlerCount) handlers are left")
    guard link.isSettled else { return }
    try require(server.assemblyByteCount == 0, "\(server.assemblyByteCount) bytes of requests are left")
    try require(server.requestAccount.byteCount == 0, "\(server.requestAccount.byteCount) bytes are left in an account")
    try require(server.answerAccount.byteCount == 0, "\(server.answerAccount.byteCount) bytes of answers are left")
    try require(server.core.machine.openStreamCount == 0, "streams are open without calls at the server")
    try require(link.client.core.machine.openStreamCount == 0, "streams are open without calls at the client")
    try require(server.runningCalls.isEmpty, "the server keeps calls that are over")
  }

  /// Ends the connections in one of the ways there are, then the channels.
  private func closeAll() throws {
    if world.random.chance(50) {
      let links = network.links
      for link in links {
        network.onServer { [server = link.server] in server.beginGracefulShutdown() }
      }
      try go("connections do not end after the last call") { links.allSatisfy(\.isOver) }
    }
    for client in clients { client.core.runQueue.driver.execute { [core = client.core] in core.closeNow() } }
    try go("connections do not end with their channels") {
      !world.isBusy && network.connectingCount == 0 && network.links.allSatisfy(\.isOver)
    }
    for client in clients {
      try require(client.core.waitingCount == 0, "calls wait for a channel that is closed")
    }
  }

  /// Everything is over: nothing may be left.
  private func checkGone() throws {
    try checkNothingHeld()
    try require(world.timerDelays.isEmpty, "timers are left that fire in \(world.timerDelays) ns")
    let channels = clients.map { WeakReference("a channel", $0.core) }
    release()
    for reference in network.leftovers + channels {
      try require(reference.object == nil, "\(reference.name) is never let go")
    }
  }
}
