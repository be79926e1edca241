import Testing

@testable import RPC

/// Goal: an overloaded server goes on doing useful work, and the limit that sees to it finds its place by itself.
/// Method: a queueing model of a server on a clock of its own, with seeds; the same assertions must fail without a
/// limit.
@Suite struct AdaptiveLimitTests {
  /// A server, and the seed of one run of it.
  struct Scenario: Sendable, CustomTestStringConvertible {
    let capacity: Int
    let serviceSeconds: Double
    let seed: UInt64

    /// Calls a second that the server can answer.
    var callsPerSecond: Double { Double(capacity) / serviceSeconds }
    var testDescription: String { "\(capacity) at once, \(serviceSeconds) s each, seed \(seed)" }

    static let all: [Scenario] = [(4, 0.02), (16, 0.01), (32, 0.04), (64, 0.1)].flatMap { capacity, serviceSeconds in
      (1...2).map { Scenario(capacity: capacity, serviceSeconds: serviceSeconds, seed: UInt64($0)) }
    }

    func model(
      load: @escaping (Double) -> Double,
      slowness: @escaping (Double) -> Double = { _ in 1 }
    ) -> QueueingModel {
      let (serviceSeconds, callsPerSecond) = (serviceSeconds, callsPerSecond)
      return QueueingModel(
        capacity: capacity,
        serviceSeconds: { serviceSeconds * slowness($0) },
        arrivalsPerSecond: { callsPerSecond * load($0) },
        patienceSeconds: max(1, 20 * serviceSeconds)
      )
    }

    func limiter(_ parameters: AdaptiveLimitParameters = AdaptiveLimitTests.sharp) -> QueueingModel.Adaptive {
      QueueingModel.Adaptive(parameters, seed: seed)
    }
  }

  /// Parameters without the generosity of the standard ones: the control loop alone holds the server.
  static let sharp: AdaptiveLimitParameters = {
    var parameters = AdaptiveLimitParameters()
    parameters.limitMin = 3
    parameters.limitInitial = 256
    parameters.latencyFloorMilliseconds = 0
    return parameters
  }()

  /// What is demanded of a server whose load is four times what it can do.
  private func survivesOverload(_ scenario: Scenario, _ seconds: ArraySlice<QueueingModel.Second>) -> [String] {
    var failures: [String] = []
    let goodput = seconds.goodPerSecond / scenario.callsPerSecond
    if goodput < 0.8 { failures.append("goodput is \(goodput) of what the server can do") }
    let p99 = seconds.latencySeconds(0.99) / scenario.serviceSeconds
    // 4.6 times the mean is the service time's own 99th percentile.
    if p99 > 10 { failures.append("the slowest hundredth takes \(p99) times a call's service time") }
    return failures
  }

  @Test(
    "at four times its capacity a server answers 80 % of what it can, in bounded time, its limit near its capacity",
    arguments: Scenario.all
  )
  func overload(_ scenario: Scenario) {
    var limiter = scenario.limiter()
    let seconds = scenario.model(load: { _ in 4 }).run(seconds: 60, limiter: &limiter, seed: scenario.seed)
    #expect(survivesOverload(scenario, seconds[10...]) == [], "seed \(scenario.seed)")
    let late = seconds[30...].meanLimit / Double(scenario.capacity)
    #expect((1...4).contains(late), "the limit is \(late) times the capacity, seed \(scenario.seed)")
  }

  @Test("the control: without a limit the same server fails the same assertions", arguments: Scenario.all)
  func overloadWithoutLimit(_ scenario: Scenario) {
    var limiter = QueueingModel.Disabled()
    let seconds = scenario.model(load: { _ in 4 }).run(seconds: 20, limiter: &limiter, seed: scenario.seed)
    #expect(survivesOverload(scenario, seconds[10...]).count == 2, "seed \(scenario.seed)")
  }

  @Test("when the load falls, hardly anybody is refused and latency is what it was", arguments: Scenario.all)
  func recovery(_ scenario: Scenario) {
    var limiter = scenario.limiter()
    let model = scenario.model(load: { $0 < 30 ? 4 : 0.4 })
    let seconds = model.run(seconds: 90, limiter: &limiter, seed: scenario.seed)
    #expect(seconds[..<30].refusedCount > 0, "seed \(scenario.seed)")
    let after = seconds[70...]
    #expect(Double(after.refusedCount) <= 0.03 * Double(after.offeredCount), "seed \(scenario.seed)")
    #expect(after.latencySeconds(0.5) < scenario.serviceSeconds, "seed \(scenario.seed)")
  }

  @Test(
    "a sudden slow-down shrinks the limit at once, and the slower server is then used in full",
    arguments: Scenario.all
  )
  func slowDown(_ scenario: Scenario) {
    var limiter = scenario.limiter()
    let model = scenario.model(load: { _ in 2 }, slowness: { $0 < 30 ? 1 : 5 })
    let seconds = model.run(seconds: 120, limiter: &limiter, seed: scenario.seed)
    let before = seconds[15..<30].meanLimit
    let least = seconds[30..<45].map(\.limit).min() ?? 0
    #expect(Double(least) < 0.6 * before, "\(least) after \(before), seed \(scenario.seed)")
    let late = seconds[80...]
    #expect(late.goodPerSecond > 0.8 * scenario.callsPerSecond / 5, "seed \(scenario.seed)")
  }

  @Test("a measurement of latency without load costs little, and finds a queue that was taken for normal")
  func measuring() {
    // At first the server works on 4 at once and seems slow; then 16 times as fast, and the queue would stay as long.
    for seed in UInt64(1)...2 {
      let scenario = Scenario(capacity: 8, serviceSeconds: 0.02, seed: seed)
      var limiter = scenario.limiter()
      let model = scenario.model(load: { $0 < 20 ? 4 : 1.5 }, slowness: { $0 < 20 ? 8 : 1 })
      let seconds = model.run(seconds: 150, limiter: &limiter, seed: seed)
      let late = seconds[100...]
      #expect(late.latencySeconds(0.5) < 4 * scenario.serviceSeconds, "seed \(seed)")
      #expect(late.goodPerSecond > 0.9 * scenario.callsPerSecond, "seed \(seed)")
    }
  }

  @Test("with standard parameters a busy server that answers fast is never held back", arguments: Scenario.all)
  func generosity(_ scenario: Scenario) {
    var limiter = scenario.limiter(.standard)
    let model = scenario.model(load: { _ in 0.8 })
    let seconds = model.run(seconds: 60, limiter: &limiter, seed: scenario.seed)
    // The largest one is slower than the floor and has more running than the least limit: it is measured.
    let allowed = scenario.capacity == 64 ? 0.02 * Double(seconds.offeredCount) : 0
    #expect(Double(seconds.refusedCount) <= allowed, "seed \(scenario.seed)")
  }

  @Test("as many calls as the least limit are never refused, however slow they are")
  func leastLimit() {
    var value = AdaptiveLimit(.standard, seed: 1, nowNanoseconds: 0)
    var now: Int64 = 0
    for number in 0..<2_000 {
      now += 50_000_000
      let latency: Int64 = number < 1_000 ? 1_000_000 : 1_600_000_000
      #expect(value.admits(runningCount: 31))
      if value.wantsSample() { value.record(latencyNanoseconds: latency, runningCount: 32, nowNanoseconds: now) }
    }
  }

  @Test("the limit stays between its bounds, whatever the latencies")
  func bounds() {
    for seed in UInt64(1)...5 {
      var parameters = AdaptiveLimitTests.sharp
      parameters.limitMax = 300
      var value = AdaptiveLimit(parameters, seed: seed, nowNanoseconds: 0)
      var random = SeedableRandom(seed: seed)
      var now: Int64 = 0
      for _ in 0..<4_000 {
        now += Int64.random(in: 0...20_000_000, using: &random)
        let latency = Int64.random(in: 0...Int64(1) << Int64.random(in: 0...62, using: &random), using: &random)
        let runningCount = Int.random(in: 1...1_000, using: &random)
        if value.wantsSample() {
          value.record(latencyNanoseconds: latency, runningCount: runningCount, nowNanoseconds: now)
        }
        #expect((3...300).contains(value.limit), "seed \(seed)")
        let pause = value.refuse()
        #expect(pause >= .milliseconds(10) && pause <= .milliseconds(2_000), "seed \(seed)")
      }
    }
  }

  @Test("a fixed limit never moves")
  func fixed() {
    let parameters = AdaptiveLimitParameters.fixed(7)
    #expect(parameters.contradictions.isEmpty)
    var limiter = QueueingModel.Adaptive(parameters, seed: 1)
    let scenario = Scenario(capacity: 16, serviceSeconds: 0.02, seed: 1)
    let seconds = scenario.model(load: { _ in 4 }).run(seconds: 60, limiter: &limiter, seed: 1)
    #expect(Set(seconds.map(\.limit)) == [7])
    #expect(seconds.refusedCount > 0)
  }

  @Test("callers are told to wait longer the more of them are refused, and not all equally long")
  func pauses() {
    func pauses(load: Double) -> [Duration] {
      let scenario = Scenario(capacity: 32, serviceSeconds: 0.02, seed: 1)
      var limiter = scenario.limiter()
      _ = scenario.model(load: { _ in load }).run(seconds: 20, limiter: &limiter, seed: 1)
      return (0..<100).map { _ in limiter.value.refuse() }.sorted()
    }
    let (calm, wild) = (pauses(load: 1.2), pauses(load: 8))
    #expect(wild[50] > calm[50] * 3)
    #expect(Set(wild).count > 30)
  }

  @Test("the median of a window is right to 6 %, and a window can be used again")
  func window() {
    var window = LatencyWindow()
    #expect(window.percentile(0.5) == nil)
    for value in [Int64(0), 5_000, 1_000_000, 70_000_000, 3_000_000_000, .max] {
      window.clear()
      for _ in 0..<100 { window.record(value) }
      let median = Double(window.percentile(0.5) ?? -1)
      let expected = Double(min(max(value, 1_024), Int64(1) << 39))
      #expect(abs(median - expected) <= 0.07 * expected, "\(value): \(median)")
    }
    window.clear()
    for value in 1...1_000 { window.record(Int64(value) * 1_000_000) }
    let percentiles = [0.1, 0.5, 0.99].map { Double(window.percentile($0) ?? -1) / 1_000_000 }
    for (found, expected) in zip(percentiles, [100.0, 500, 990]) { #expect(abs(found - expected) < 0.06 * expected) }
  }

  @Test("parameters that make no sense are contradictions, each with a sentence")
  func contradictions() {
    #expect(AdaptiveLimitParameters.standard.contradictions.isEmpty)
    #expect(ServerLimits.standard.contradictions.isEmpty)
    var parameters = AdaptiveLimitParameters.standard
    parameters.limitMin = 0
    parameters.limitMax = 100_000
    parameters.limitInitial = 200_000
    parameters.windowMilliseconds = 1
    parameters.windowSampleCountMin = 1
    parameters.latencyFloorMilliseconds = -1
    parameters.tolerance = 1
    parameters.measuringIntervalSeconds = 1
    parameters.measuringJitter = 2
    parameters.retryAfterMilliseconds = 0...100_000
    #expect(parameters.contradictions.count == 10)
    var limits = ServerLimits.standard
    limits.concurrency = .fixed(0)
    limits.runningHandlersMax = 0
    limits.requestBytesMax = 1
    limits.answerBytesMax = 1
    #expect(limits.contradictions.count >= 4)
  }

  @Test("with standard parameters a server at four times its capacity does not drown either")
  func standardOverload() {
    for scenario in Scenario.all where scenario.capacity == 32 {
      var limiter = scenario.limiter(.standard)
      let seconds = scenario.model(load: { _ in 4 }).run(seconds: 60, limiter: &limiter, seed: scenario.seed)
      let late = seconds[10...]
      #expect(late.goodPerSecond > 0.8 * scenario.callsPerSecond, "\(scenario.testDescription)")
      #expect(late.latencySeconds(0.99) < 1, "\(scenario.testDescription)")
    }
  }
}
