/// What is compared between two runs.
package enum LoadMeasure: String, Sendable, Hashable, CaseIterable {
  /// The median of the latency, in nanoseconds.
  case p50
  /// Its 90th percentile.
  case p90
  /// Its 99th percentile.
  case p99
  /// Its 99.9th percentile.
  case p999 = "p99.9"
  /// Its mean.
  case mean
  /// Calls that ended in each second.
  case rate

  /// The percentile, from 0 to 100; nil for what is none.
  var percentile: Double? {
    switch self {
    case .p50: 50
    case .p90: 90
    case .p99: 99
    case .p999: 99.9
    case .mean, .rate: nil
    }
  }

  /// Whether more of it is worse.
  var isTime: Bool { self != .rate }

  /// A value with its unit.
  func text(_ value: Double) -> String {
    isTime ? DecimalText.time(nanoseconds: value) : DecimalText.rate(value) + "/s"
  }
}
