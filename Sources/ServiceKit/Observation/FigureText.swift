import RPC

/// Figures as people read them.
enum FigureText {
  /// "12,345".
  static func count(_ number: UInt64) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "12 · 3".
  static func counts(_ first: UInt64, _ second: UInt64) -> String { "\(count(first)) · \(count(second))" }

  /// "830 µs", "12.3 ms", "4.56 s", "2 h 5 min".
  static func duration(microseconds: UInt64) -> String {
    switch microseconds {
    case ..<1_000: "\(microseconds) µs"
    case ..<1_000_000: "\(rounded(microseconds, per: 1_000)) ms"
    case ..<60_000_000: "\(rounded(microseconds, per: 1_000_000)) s"
    case ..<3_600_000_000: "\(microseconds / 60_000_000) min \(microseconds / 1_000_000 % 60) s"
    case ..<86_400_000_000: "\(microseconds / 3_600_000_000) h \(microseconds / 60_000_000 % 60) min"
    default: "\(microseconds / 86_400_000_000) d \(microseconds / 3_600_000_000 % 24) h"
    }
  }

  /// "512 B", "4.2 KiB", "1.5 GiB".
  static func bytes(_ count: UInt64) -> String {
    if count < 1_024 { return "\(count) B" }
    var unit: UInt64 = 1_024
    for name in ["KiB", "MiB", "GiB"] {
      if count < unit * 1_024 || name == "GiB" { return "\(rounded(count, per: unit)) \(name)" }
      unit *= 1_024
    }
    return "\(count) B"
  }

  /// "2021-11-05 07:08:09.123".
  static func time(unixMicroseconds: UInt64) -> String {
    var bytes: [UInt8] = []
    let timestamp = UTCTimestamp(
      unixSeconds: Int64(clamping: unixMicroseconds / 1_000_000),
      nanoseconds: Int64(unixMicroseconds % 1_000_000) * 1_000
    )
    timestamp.append(to: &bytes)
    return String(decoding: bytes.dropLast().map { $0 == UInt8(ascii: "T") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }

  /// "NOT_FOUND".
  static func status(_ code: UInt32) -> String {
    UInt8(exactly: code).flatMap(StatusCode.init)?.description ?? "\(code)"
  }

  /// Three digits at most, unless there are more before the point.
  private static func rounded(_ number: UInt64, per unit: UInt64) -> String {
    let whole = number / unit
    if whole >= 100 { return "\(whole)" }
    let places: UInt64 = whole >= 10 ? 10 : 100
    let fraction = number % unit * places / unit
    let padding = places == 100 && fraction < 10 ? "0" : ""
    return "\(whole).\(padding)\(fraction)"
  }
}
