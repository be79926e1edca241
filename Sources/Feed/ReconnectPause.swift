/// Pauses between connections: doubling, with a random half left out, so that followers do not come back together.
struct ReconnectPause {
  private let limits: FeedLimits
  private var current: Duration

  init(limits: FeedLimits) {
    self.limits = limits
    self.current = limits.reconnectPauseMin
  }

  /// The connection was good: begin with the shortest pause again.
  mutating func reset() {
    current = limits.reconnectPauseMin
  }

  /// The next pause.
  mutating func next() -> Duration {
    defer { current = min(limits.reconnectPauseMax, current * 2) }
    return current * Double.random(in: 0.5...1)
  }
}
