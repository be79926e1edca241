/// Latencies of a stretch of time, as counts in buckets of 6 % width: bounded memory, any percentile.
struct LatencyWindow: Sendable {
  /// Buckets for each doubling.
  private static let bucketsPerOctave = 16
  /// Below 2^10 ns, about a microsecond, latencies are not told apart.
  private static let exponentMin = 10
  /// From 2^39 ns, about nine minutes, neither.
  private static let exponentMax = 38

  private var counts = [UInt32](repeating: 0, count: (exponentMax - exponentMin + 1) * bucketsPerOctave)
  /// Latencies recorded since the last `clear`.
  private(set) var count = 0

  mutating func record(_ nanoseconds: Int64) {
    counts[LatencyWindow.bucket(nanoseconds)] &+= 1
    count += 1
  }

  mutating func clear() {
    if count == 0 { return }
    for index in counts.indices { counts[index] = 0 }
    count = 0
  }

  /// The latency that `fraction` (0...1) of those recorded do not exceed, in nanoseconds; nil without any.
  func percentile(_ fraction: Double) -> Int64? {
    if count == 0 { return nil }
    let rank = fraction * Double(count)
    var below = 0.0
    for (index, count) in counts.enumerated() where count > 0 {
      let next = below + Double(count)
      if next >= rank {
        // Spread evenly over the bucket, as far as one knows.
        let part = max(0, min(1, (rank - below) / Double(count)))
        let (lower, width) = LatencyWindow.bounds(index)
        return lower + Int64(part * Double(width))
      }
      below = next
    }
    return nil
  }

  private static func bucket(_ nanoseconds: Int64) -> Int {
    let value = UInt64(max(nanoseconds, 1 << exponentMin))
    let exponent = 63 - value.leadingZeroBitCount
    if exponent > exponentMax { return (exponentMax - exponentMin + 1) * bucketsPerOctave - 1 }
    return (exponent - exponentMin) * bucketsPerOctave + Int((value >> UInt64(exponent - 4)) & 15)
  }

  private static func bounds(_ index: Int) -> (lower: Int64, width: Int64) {
    let exponent = index / bucketsPerOctave + exponentMin
    let width = Int64(1) << (exponent - 4)
    return ((Int64(1) << exponent) + Int64(index % bucketsPerOctave) * width, width)
  }
}
