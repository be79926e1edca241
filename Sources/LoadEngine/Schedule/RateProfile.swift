/// How many calls per second are wanted over time: straight lines one after the other.
///
/// The number of calls that are due by a time, and the time at which so many calls are due, are both in closed form, so
/// a schedule neither drifts nor depends on how often somebody looks at it.
package struct RateProfile: Sendable, Hashable {
  /// What happens once the segments are over.
  package enum Continuation: Sendable, Hashable {
    /// The last rate goes on.
    case lastRate
    /// The segments begin anew.
    case again
  }

  private let segments: [RateSegment]
  private let continuation: Continuation
  /// Seconds and calls before each segment, and after the last.
  private let startSeconds: [Double]
  private let startCounts: [Double]

  /// - Parameter segments: at least one.
  package init(segments: [RateSegment], continuation: Continuation = .lastRate) {
    precondition(!segments.isEmpty, "a rate profile needs a segment")
    self.segments = segments
    self.continuation = continuation
    startSeconds = segments.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.durationSeconds) }
    startCounts = segments.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.callCount) }
  }

  /// A rate that never changes.
  package static func constant(perSecond: Double) -> RateProfile {
    RateProfile(segments: [RateSegment(durationSeconds: 1, fromPerSecond: perSecond, toPerSecond: perSecond)])
  }

  private var totalSeconds: Double { startSeconds[segments.count] }
  private var totalCount: Double { startCounts[segments.count] }
  private var lastRatePerSecond: Double { segments[segments.count - 1].toPerSecond }

  /// Calls that are due in the first `seconds`.
  package func callCount(untilSeconds seconds: Double) -> Double {
    if seconds <= 0 { return 0 }
    var rest = seconds
    var count = 0.0
    if rest >= totalSeconds {
      switch continuation {
      case .lastRate: return totalCount + (rest - totalSeconds) * lastRatePerSecond
      case .again:
        let rounds = (rest / totalSeconds).rounded(.down)
        count = rounds * totalCount
        rest -= rounds * totalSeconds
      }
    }
    let index = RateProfile.lastIndex(in: startSeconds, notAbove: rest, below: segments.count)
    return count + startCounts[index] + segments[index].callCount(untilSeconds: rest - startSeconds[index])
  }

  /// When so many calls are due, in seconds since the beginning; nil when that never comes.
  package func seconds(untilCallCount callCount: Double) -> Double? {
    var rest = callCount
    var seconds = 0.0
    if rest > totalCount {
      switch continuation {
      case .lastRate:
        guard lastRatePerSecond > 0 else { return nil }
        return totalSeconds + (rest - totalCount) / lastRatePerSecond
      case .again:
        guard totalCount > 0 else { return nil }
        let rounds = (rest / totalCount).rounded(.down)
        seconds = rounds * totalSeconds
        rest -= rounds * totalCount
      }
    }
    let index = RateProfile.lastIndex(in: startCounts, notAbove: rest, below: segments.count)
    return seconds + startSeconds[index] + segments[index].seconds(untilCallCount: rest - startCounts[index])
  }

  /// Calls per second at a time, for people to look at.
  package func ratePerSecond(atSeconds seconds: Double) -> Double {
    if seconds >= totalSeconds, continuation == .lastRate { return lastRatePerSecond }
    let rest = seconds - (seconds / totalSeconds).rounded(.down) * totalSeconds
    let index = RateProfile.lastIndex(in: startSeconds, notAbove: rest, below: segments.count)
    let segment = segments[index]
    let share = (rest - startSeconds[index]) / segment.durationSeconds
    return segment.fromPerSecond + (segment.toPerSecond - segment.fromPerSecond) * share
  }

  private static func lastIndex(in starts: [Double], notAbove value: Double, below count: Int) -> Int {
    var low = 0
    var high = count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= value { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
