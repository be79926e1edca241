/// Numbers as people write them, without a locale.
package enum DecimalText {
  /// A number with a fixed count of decimals: "12.50", "-0.003". What is no finite number is written as Swift does.
  ///
  /// - Parameter decimals: From 0 to 9.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1 as Double) { scale, _ in scale * 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e18 else { return "\(value)" }
    let digits = String(UInt64(scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    if decimals == 0 { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A number without the zeros behind its point that say nothing: "12.5", "3".
  static func short(_ value: Double, decimalsMax: Int) -> String {
    let text = fixed(value, decimals: decimalsMax)
    guard text.contains(".") else { return text }
    let end = text.lastIndex { $0 != "0" } ?? text.startIndex
    return String(text[end] == "." ? text[..<end] : text[...end])
  }

  /// A whole number in groups of three: "1,234,567".
  static func grouped(_ value: some BinaryInteger) -> String {
    let digits = Array(String(value.magnitude))
    let grouped = digits.enumerated().map { place, digit in
      place > 0 && (digits.count - place).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
    }
    return (value < 0 ? "-" : "") + grouped.joined()
  }

  /// A rate: whole with groups from 100 on, with decimals below. "9,998", "99.5", "0.25".
  package static func rate(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e18 else { return "\(value)" }
    return value.magnitude >= 100 ? grouped(Int64(value.rounded())) : short(value, decimalsMax: 2)
  }

  /// A share of 1 in percent: "99.98 %", "0.0001 %".
  static func percent(_ share: Double) -> String {
    let percent = share * 100
    let decimals = percent == 0 || percent.magnitude >= 0.1 ? 2 : 4
    return short(percent, decimalsMax: decimals) + " %"
  }

  /// A time in three digits and the unit that fits: "850 ns", "12.3 µs", "4.56 ms", "1.02 s", "3,600 s".
  package static func time(nanoseconds: Double) -> String {
    let magnitude = nanoseconds.magnitude
    let (divisor, unit): (Double, String) =
      switch magnitude {
      case ..<999.5: (1, "ns")
      case ..<999_500: (1e3, "µs")
      case ..<999_500_000: (1e6, "ms")
      default: (1e9, "s")
      }
    let value = nanoseconds / divisor
    if value.magnitude >= 999.5 { return rate(value) + " " + unit }
    let decimals = value.magnitude < 9.995 ? 2 : value.magnitude < 99.95 ? 1 : 0
    return (unit == "ns" ? short(value, decimalsMax: 0) : fixed(value, decimals: decimals)) + " " + unit
  }

  /// A time in three digits and the unit that fits.
  package static func time(nanoseconds: UInt64) -> String { time(nanoseconds: Double(nanoseconds)) }

  /// A round time, without zeros behind the point: "500 µs", "1 ms", "0.5 ns".
  static func shortTime(nanoseconds: Double) -> String {
    let (divisor, unit): (Double, String) =
      switch nanoseconds {
      case ..<1e3: (1, "ns")
      case ..<1e6: (1e3, "µs")
      case ..<1e9: (1e6, "ms")
      default: (1e9, "s")
      }
    return short(nanoseconds / divisor, decimalsMax: 1) + " " + unit
  }

  /// Bytes in three digits and the unit that fits, binary: "512 B", "12.3 KiB".
  static func bytes(_ count: Double) -> String {
    var value = count
    var unit = 0
    while value >= 1023.5, unit < 4 {
      value /= 1024
      unit += 1
    }
    let name = ["B", "KiB", "MiB", "GiB", "TiB"][unit]
    return fixed(value, decimals: unit == 0 || value >= 99.95 ? 0 : value < 9.995 ? 2 : 1) + " " + name
  }

  /// Bytes in three digits and the unit that fits, binary.
  static func bytes(_ count: UInt64) -> String { bytes(Double(count)) }
}
