/// How often durations occurred, finely enough to say below which of them half, or 99 of 100, stayed: eight ranges to
/// each doubling, so what it says is at most 7 % off. Counting costs a few nanoseconds, and no memory.
struct DurationCounts {
  /// Durations below this are one range: the loop's clock tells no finer.
  private static let smallestExponent = 10
  /// About 18 minutes; longer ones are counted there.
  private static let largestExponent = 40
  private static let rangesPerDoubling = 8

  private var counts = [UInt64](
    repeating: 0,
    count: (largestExponent - smallestExponent + 1) * rangesPerDoubling
  )
  private(set) var total: UInt64 = 0

  mutating func add(nanoseconds: Int64) {
    counts[DurationCounts.index(nanoseconds: nanoseconds)] &+= 1
    total &+= 1
  }

  private static func index(nanoseconds: Int64) -> Int {
    let value = UInt64(max(1, nanoseconds))
    let exponent = 63 - value.leadingZeroBitCount
    if exponent < smallestExponent { return 0 }
    if exponent > largestExponent { return (largestExponent - smallestExponent + 1) * rangesPerDoubling - 1 }
    let withinDoubling = Int(value >> UInt64(exponent - 3)) & (rangesPerDoubling - 1)
    return (exponent - smallestExponent) * rangesPerDoubling + withinDoubling
  }

  /// What a part of all durations, from 0 to 1, did not exceed, in nanoseconds; 0 when there were none.
  func nanoseconds(notExceededBy part: Double) -> Int64 {
    if total == 0 { return 0 }
    let rank = max(1, UInt64((Double(total) * part).rounded(.up)))
    var counted: UInt64 = 0
    for (index, count) in counts.enumerated() {
      counted += count
      if counted >= rank { return DurationCounts.middle(of: index) }
    }
    return DurationCounts.middle(of: counts.count - 1)
  }

  private static func middle(of index: Int) -> Int64 {
    // Within the lowest doubling durations from 0 on are counted.
    let step = Int64(1) << Int64(index / rangesPerDoubling + smallestExponent - 3)
    return step * Int64(rangesPerDoubling + index % rangesPerDoubling) + step / 2
  }
}
