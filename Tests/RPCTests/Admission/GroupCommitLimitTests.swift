import Testing

@testable import RPC

/// Goal: a server that commits what waits in one go is not taken for an overloaded one. Method: a model of it on a
/// clock of its own, and the limit's own clock moved by hand.
@Suite struct GroupCommitLimitTests {
  /// Tells a limit of calls that end evenly for a time, 64 at once, all with the same latency.
  private func work(_ value: inout AdaptiveLimit, _ now: inout Int64, milliseconds: Int64, latencyMilliseconds: Int64) {
    let end = now + milliseconds * 1_000_000
    while now < end {
      now += 500_000
      guard value.wantsSample() else { continue }
      value.record(latencyNanoseconds: latencyMilliseconds * 1_000_000, runningCount: 64, nowNanoseconds: now)
    }
  }

  @Test("a slow moment out of the calm leaves the limit where it is; a second one soon after lowers it")
  func slowMoment() {
    var value = AdaptiveLimit(.standard, seed: 1, nowNanoseconds: 0)
    var now: Int64 = 0
    work(&value, &now, milliseconds: 8_000, latencyMilliseconds: 20)
    let calm = value.limit
    work(&value, &now, milliseconds: 300, latencyMilliseconds: 120)
    work(&value, &now, milliseconds: 2_000, latencyMilliseconds: 20)
    #expect(value.limit >= calm)
    // The calm was too short for another one to be forgiven.
    work(&value, &now, milliseconds: 900, latencyMilliseconds: 120)
    #expect(value.limit < 64)
  }

  @Test("lasting slowness out of the calm lowers the limit as well")
  func lastingSlowness() {
    var value = AdaptiveLimit(.standard, seed: 1, nowNanoseconds: 0)
    var now: Int64 = 0
    work(&value, &now, milliseconds: 8_000, latencyMilliseconds: 20)
    work(&value, &now, milliseconds: 1_200, latencyMilliseconds: 120)
    #expect(value.limit < 64)
  }

  @Test(
    "64 callers of one disk are as good as never refused, though it stops for moments",
    arguments: [0.001, 0.005, 0.01]
  )
  func disk(commitSeconds: Double) {
    for callSeconds in [0.000_05, 0.000_3] {
      let model = GroupCommitModel(commitSeconds: commitSeconds, callSeconds: callSeconds)
      var limiter = QueueingModel.Disabled()
      let free = model.run(seconds: 60, limiter: &limiter) { _ in 0 }
      var adaptive = QueueingModel.Adaptive(.standard, seed: 1)
      let limited = model.run(seconds: 60, limiter: &adaptive) { limiter in
        Double(limiter.value.pause().components.attoseconds) / 1e18
      }
      #expect(limited.refusedCount * 2_000 <= limited.answeredCount, "\(limited), \(callSeconds) s a call")
      #expect(Double(limited.answeredCount) > 0.995 * Double(free.answeredCount), "\(limited), \(free)")
    }
  }
}
