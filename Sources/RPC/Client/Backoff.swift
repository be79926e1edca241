/// How long to leave a peer alone that could not be reached: exponential, with jitter, bounded.
public struct Backoff: Sendable {
  /// First pause, in milliseconds.
  public var pauseMinMilliseconds = 50
  /// Longest pause, in milliseconds.
  public var pauseMaxMilliseconds = 5_000
  /// Growth of the pause from one failure to the next.
  public var factor = 1.7
  /// Each pause is made longer or shorter by up to this part of itself, at random, so that clients do not come in
  /// waves.
  public var jitter = 0.25

  private var failureCount = 0

  /// The standard backoff.
  public init() {}

  /// The pause after another failure, in nanoseconds.
  /// - Parameter random: where the jitter comes from, 0..<1.
  public mutating func nextPauseNanoseconds(random: Double) -> Int64 {
    var pause = Double(pauseMinMilliseconds)
    for _ in 0..<failureCount {
      pause = min(pause * factor, Double(pauseMaxMilliseconds))
    }
    failureCount += 1
    return Int64(pause * (1 + jitter * (2 * random - 1)) * 1_000_000)
  }

  /// The peer was reached.
  public mutating func reset() {
    failureCount = 0
  }
}
