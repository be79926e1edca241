/// A stretch of a load during which the rate goes in a straight line from one value to another.
package struct RateSegment: Sendable, Hashable {
  /// How long it lasts, in seconds, above 0.
  package let durationSeconds: Double
  /// Calls per second at its beginning, not below 0.
  package let fromPerSecond: Double
  /// Calls per second at its end, not below 0.
  package let toPerSecond: Double

  package init(durationSeconds: Double, fromPerSecond: Double, toPerSecond: Double) {
    self.durationSeconds = durationSeconds
    self.fromPerSecond = fromPerSecond
    self.toPerSecond = toPerSecond
  }

  /// Calls that are due in all of it.
  var callCount: Double { (fromPerSecond + toPerSecond) / 2 * durationSeconds }

  /// Calls that are due in its first seconds: the area under the line.
  func callCount(untilSeconds seconds: Double) -> Double {
    fromPerSecond * seconds + (toPerSecond - fromPerSecond) * seconds * seconds / (2 * durationSeconds)
  }

  /// When so many calls are due, in seconds since its beginning; `callCount` is at most the segment's.
  ///
  /// The root of a quadratic equation, in the form that keeps its digits when the slope is small.
  func seconds(untilCallCount callCount: Double) -> Double {
    if callCount <= 0 { return 0 }
    let halfSlope = (toPerSecond - fromPerSecond) / (2 * durationSeconds)
    let discriminant = max(0, fromPerSecond * fromPerSecond + 4 * halfSlope * callCount)
    let divisor = fromPerSecond + discriminant.squareRoot()
    return divisor > 0 ? min(durationSeconds, 2 * callCount / divisor) : durationSeconds
  }
}
