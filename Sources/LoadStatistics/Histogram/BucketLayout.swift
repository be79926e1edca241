/// How an HdrHistogram of three significant digits over whole nanoseconds parts its values into buckets, and in which
/// order its encoding has them. Up to 2,047 each value has its own; above, each doubling is parted in 1,024.
///
/// Source: HdrHistogram's `AbstractHistogram` (its count indices), for a lowest discernible value of 1.
enum BucketLayout {
  /// Decimal digits that every value keeps.
  static let significantDigits = 3
  /// The largest value that is told apart: one hour.
  static let nanosecondsMax: UInt64 = 3_600_000_000_000
  /// Buckets that there are. The last ones reach somewhat above ``nanosecondsMax``.
  static let indexCount = 33 << halfMagnitude

  /// log2 of the buckets in each doubling.
  private static let halfMagnitude = 10
  private static let halfCount = 1 << halfMagnitude

  /// The bucket of a value, from 0; at least ``indexCount`` for a value that has none.
  static func index(ofNanoseconds value: UInt64) -> Int {
    let doubling = doubling(ofNanoseconds: value)
    return (doubling + 1) << halfMagnitude + Int(value >> UInt64(doubling)) - halfCount
  }

  /// The smallest value of a bucket.
  static func lowestNanoseconds(atIndex index: Int) -> UInt64 {
    let doubling = index >> halfMagnitude - 1
    if doubling < 0 { return UInt64(index) }
    return UInt64(index & (halfCount - 1) + halfCount) << UInt64(doubling)
  }

  /// How many values fall in the bucket of this one.
  static func width(ofNanoseconds value: UInt64) -> UInt64 {
    1 << UInt64(doubling(ofNanoseconds: value))
  }

  /// The smallest value of this one's bucket.
  static func lowestNanoseconds(of value: UInt64) -> UInt64 {
    value & ~(width(ofNanoseconds: value) - 1)
  }

  private static func doubling(ofNanoseconds value: UInt64) -> Int {
    let singles = UInt64(2 * halfCount - 1)
    return singles.leadingZeroBitCount - (value | singles).leadingZeroBitCount
  }
}
