import Foundation
import LoadEngine
import LoadStatistics
import Messages
import RPC
import Services
import Testing

@Suite("An open loop", .timeLimit(.minutes(1)))
struct OpenLoopTests {
  @Test("As many calls are sent as the schedule says, and every one of them is accounted for")
  func counts() async throws {
    var load = try await LoadUnderTest()
    load.configuration.connectionCount = 3
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 2000/s")
    let outcome = try await load.run { Steps.unary() }
    let counts = outcome.result.counts
    #expect(counts.planned == 600)
    #expect(counts.ended + counts.unfinished + counts.heldBack == 600)
    #expect(counts.sent == counts.ended + counts.unfinished)
    #expect(counts.completed == counts.ended)
    #expect(outcome.countsByStatus["OK"] == counts.ended)
    #expect(outcome.result.intervals.reduce(0) { $0 + $1.ended } == counts.ended)
    #expect(outcome.result.intervals.reduce(0) { $0 + $1.planned } == 600)
    #expect(outcome.result.connections.reduce(0) { $0 + $1.calls } == counts.ended)
    #expect(outcome.result.connectionSetUp.count == 3)
    #expect(outcome.result.sendLag.count + outcome.keptWaitingCount == counts.sent)
  }

  @Test("Of arrivals by chance as many are due as chance has made")
  func poisson() async throws {
    var load = try await LoadUnderTest()
    load.configuration.arrival = try ArrivalPattern(parsing: "poisson 200/s")
    load.configuration.inFlight = 1000
    load.configuration.seed = UInt64.random(in: 0...(.max))
    let counts = try await load.run { Steps.unary() }.result.counts
    #expect(counts.completed == counts.planned, "seed \(load.configuration.seed)")
    #expect(counts.planned > 20, "seed \(load.configuration.seed)")
  }

  @Test("What is due during the warm-up is sent and is in no figure")
  func warmUp() async throws {
    let received = Received()
    var load = try await LoadUnderTest(router: received.router)
    load.configuration.warmUpNanoseconds = 200_000_000
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 1000/s")
    let outcome = try await load.run { Steps.unary() }
    #expect(outcome.result.counts.planned == 300)
    #expect(outcome.result.latency.count == outcome.result.counts.ended)
    #expect(outcome.result.counts.sent <= 300)
    #expect(outcome.result.sendLag.count + outcome.keptWaitingCount == outcome.result.counts.sent)
    #expect(received.count > Int(outcome.result.counts.ended))
  }

  @Test("A server that stalls is seen by every caller who would have called; a closed loop hides all but one of them")
  func stall() async throws {
    // 150 of every 500 ms the server does nothing. Of evenly spread callers a sixth waits longer than 67 ms.
    var open = try await LoadUnderTest(router: Stalling.router)
    open.configuration.durationNanoseconds = 1_000_000_000
    open.configuration.inFlight = 1000
    open.configuration.arrival = try ArrivalPattern(parsing: "constant 400/s")
    let openResult = try await open.run { Steps.unary() }.result
    var closed = try await LoadUnderTest(router: Stalling.router)
    closed.configuration.durationNanoseconds = 1_000_000_000
    closed.configuration.inFlight = 1
    let closedResult = try await closed.run { Steps.unary() }.result
    #expect(openResult.latency.nanoseconds(atPercentile: 90) > 60_000_000)
    #expect(openResult.latency.maxNanoseconds >= 140_000_000)
    let longCalls = closedResult.latency.buckets.filter { $0.lowestNanoseconds > 60_000_000 }.reduce(0) {
      $0 + $1.count
    }
    #expect((1...20).contains(longCalls))
    #expect(closedResult.latency.nanoseconds(atPercentile: 90) < 60_000_000)
  }

  @Test("A call that finds no room is sent late, and its latency counts from when it was due")
  func keptWaiting() async throws {
    var load = try await LoadUnderTest(router: Stalling.router)
    load.configuration.durationNanoseconds = 700_000_000
    load.configuration.inFlight = 1
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 400/s")
    let outcome = try await load.run { Steps.unary() }
    #expect(outcome.keptWaitingCount > 20)
    // Each call by itself was quick: the time went by before it was sent.
    let latency = outcome.result.latency.nanoseconds(atPercentile: 90)
    let serviceTime = outcome.result.serviceTime.nanoseconds(atPercentile: 90)
    #expect(latency > serviceTime * 2, "\(latency) and \(serviceTime)")
  }

  @Test("What was due and never sent is counted at the end")
  func notSent() async throws {
    let held = Held()
    var load = try await LoadUnderTest(router: held.router)
    load.configuration.inFlight = 5
    load.configuration.drainNanoseconds = 1_000_000
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 1000/s")
    let counts = try await load.run { Steps.unary() }.result.counts
    #expect(counts.planned == 300)
    #expect(counts.sent == 5)
    #expect(counts.unfinished == 5)
    #expect(counts.heldBack == 295)
  }

  @Test("A load that is told to stop ends at once, with what it has")
  func stop() async throws {
    var load = try await LoadUnderTest()
    load.configuration.durationNanoseconds = 3_600_000_000_000
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 500/s")
    let flag = StopFlag()
    let outcome = try await load.run(stopFlag: flag, onProgress: { _ in flag.set() }) {
      [LoadEntry(steps: [Steps.unary()])]
    }
    #expect(outcome.result.counts.ended > 10)
  }
}
