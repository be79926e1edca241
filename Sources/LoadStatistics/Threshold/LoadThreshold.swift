/// A limit whose crossing fails a run: "p99 > 5ms", "errors > 0.1%", "rate < 9900", "GetRecord: p99 > 5ms".
package struct LoadThreshold: Sendable, Hashable {
  /// What is compared.
  enum Measure: Sendable, Hashable {
    /// The time at a percentile, from 0 to 100.
    case percentile(Double)
    /// The mean time.
    case mean
    /// The longest time.
    case max
    /// The share of calls that ended in another way than they may.
    case errors
    /// Arrivals that came to their end in each second; of a method, calls that ended.
    case rate
  }

  /// Which times are meant.
  enum Source: String, Sendable, Hashable {
    /// From when a call was due until it ended.
    case latency = ""
    /// From when it was sent until it ended: "service".
    case service
    /// From when it was due until it was sent: "lag".
    case lag
  }

  /// How the measured value is compared with the limit.
  enum Comparison: String, Sendable, Hashable, CaseIterable {
    // Longer ones first, so that ">=" is not read as ">" and a number that begins with "=".
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"

    /// Whether a value crosses a limit.
    func holds(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .atLeast: value >= limit
      case .atMost: value <= limit
      case .above: value > limit
      case .below: value < limit
      }
    }
  }

  /// As it was written.
  package let text: String
  /// The method, call or scenario that is meant, by its full name or the last part of it; nil = all together.
  let method: String?
  let source: Source
  let measure: Measure
  let comparison: Comparison
  /// In nanoseconds, calls per second, or as a share of 1.
  let limit: Double
}
