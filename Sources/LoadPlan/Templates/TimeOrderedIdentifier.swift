import ClientKit

/// UUIDs of version 7 (RFC 9562, section 5.7): later ones sort behind earlier ones, which durable inserts like.
enum TimeOrderedIdentifier {
  /// "01890a5d-ac96-774b-bcce-b302099a8057"
  ///
  /// - Parameter unixNanoseconds: The time. The first 48 bits are its milliseconds, the 12 bits behind the version how
  ///   much of the millisecond has gone by (section 6.2, method 3); the other 62 are random.
  static func text(unixNanoseconds: Int64, random: inout some RandomNumberGenerator) -> String {
    let milliseconds = UInt64(max(0, unixNanoseconds)) / 1_000_000
    let fraction = UInt64(max(0, unixNanoseconds)) % 1_000_000 * 4096 / 1_000_000
    let high = milliseconds << 16 | 0x7000 | fraction
    let low = 0x8000_0000_0000_0000 | random.next() >> 2
    let bytes = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    let digits = Hexadecimal.text(bytes)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      text.append(digit)
    }
    return text
  }
}
