internal import NIOCore

/// How old connections get.
struct ConnectionAge {
  /// Each connection gets up to this part more or less, at random, so that those that came together do not all come
  /// back together.
  static let jitter = 0.1

  let max: Duration
  /// Time that the calls of an old connection have to finish.
  let grace: Duration

  /// The age of one connection.
  func next(random: Double = Double.random(in: -1...1)) -> TimeAmount {
    TimeAmount(max * (1 + ConnectionAge.jitter * random))
  }
}
