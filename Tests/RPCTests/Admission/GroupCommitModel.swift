@testable import RPC

/// A server whose calls wait for a disk that takes what has come meanwhile in one go: the more calls run at once, the
/// more are answered in a second, though each of them takes longer than it would alone. Its callers form a closed loop:
/// each calls again when it is answered, or after the pause it was told.
struct GroupCommitModel {
  /// Time that a commit takes, whatever is in it.
  var commitSeconds: Double
  /// Time that one call adds to its commit.
  var callSeconds: Double
  /// The first of them is alone for `crowdSeconds`.
  var callerCount = 64
  var crowdSeconds = 8.0
  /// Once in so many seconds the disk takes ten times as long, for a fifth of a second.
  var stallEverySeconds = 5.0

  /// What happened once all callers were there.
  struct Outcome {
    var answeredCount = 0
    var refusedCount = 0
  }

  private func commitSeconds(atSeconds now: Double) -> Double {
    now.truncatingRemainder(dividingBy: stallEverySeconds) < 0.2 ? 10 * commitSeconds : commitSeconds
  }

  /// Runs the model.
  ///
  /// - Parameter pauseSeconds: How long a caller that is refused waits.
  func run<L: QueueingModel.Limiter>(
    seconds: Double,
    limiter: inout L,
    pauseSeconds: (inout L) -> Double
  ) -> Outcome {
    var outcome = Outcome()
    var now = 0.0
    // When each caller that has no call running calls next.
    var calls = Heap<Double>()
    for caller in 0..<callerCount { calls.insert(caller == 0 ? 0 : crowdSeconds + Double(caller) * 1e-6) }
    var waiting: [Double] = []
    while now < seconds {
      if waiting.isEmpty { now = max(now, calls.first ?? now) }
      admit(until: now, runningCount: 0)
      let group = waiting
      waiting = []
      now += commitSeconds(atSeconds: now) + callSeconds * Double(group.count)
      admit(until: now, runningCount: group.count)
      for (index, arrival) in group.enumerated() {
        limiter.ended(
          latencyNanoseconds: Int64((now - arrival) * 1e9),
          runningCount: group.count - index + waiting.count,
          nowNanoseconds: Int64(now * 1e9)
        )
        calls.insert(now + 1e-6 * Double(index))
        if now > crowdSeconds { outcome.answeredCount += 1 }
      }
    }
    return outcome

    func admit(until end: Double, runningCount: Int) {
      while let next = calls.first, next <= end {
        let arrival = calls.popFirst()
        if limiter.admits(runningCount: runningCount + waiting.count) {
          waiting.append(arrival)
        } else {
          outcome.refusedCount += 1
          calls.insert(arrival + pauseSeconds(&limiter))
        }
      }
    }
  }
}
