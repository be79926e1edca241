/// A span of time as text: a number, which may have decimals, and its unit: "250ms", "1.5s", "10m".
package enum DurationText {
  /// Units, each with its nanoseconds.
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// Longest span: 1,000 hours.
  package static let longest = Duration.seconds(3_600_000)

  /// What is written instead of a text that is none.
  package static let usage = "a number with its unit: ns, us, ms, s, m or h, such as 250ms; at most 1000h"

  /// - Returns: nil when the text is no span of time, is finer than a nanosecond, or longer than ``longest``.
  package static func duration(_ text: String) -> Duration? {
    let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let unit = units.first(where: { $0.name == text.dropFirst(number.count) }), parts.count <= 2,
      let whole = Int64(parts[0]), whole <= 3_600_000_000_000_000
    else { return nil }
    let (wholeNanoseconds, isBeyond) = whole.multipliedReportingOverflow(by: unit.nanoseconds)
    var nanoseconds = wholeNanoseconds
    if parts.count == 2 {
      var fraction = unit.nanoseconds
      guard !parts[1].isEmpty else { return nil }
      for digit in parts[1].utf8 {
        guard fraction % 10 == 0 else { return nil }
        fraction /= 10
        nanoseconds += fraction * Int64(digit - UInt8(ascii: "0"))
      }
    }
    guard !isBeyond, .nanoseconds(nanoseconds) <= longest else { return nil }
    return .nanoseconds(nanoseconds)
  }
}
