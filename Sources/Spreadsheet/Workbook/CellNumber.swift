import DomainPrimitives
import Glibc

/// Numbers of a workbook's cells, which are binary fractions, as the decimal texts that people see.
enum CellNumber {
  /// A plain decimal text of a number's text in the file, with the 15 digits that spreadsheet programs show;
  /// nil when it is none.
  static func decimalText(_ raw: String) -> String? {
    let digits = raw.utf8.count { (0x30...0x39).contains($0) }
    let isPlain = raw.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
    if isPlain, digits <= 15, let number = Int64(raw) { return String(number) }
    let isNumeric = raw.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isNumeric, raw.utf8.count <= 64, let number = Double(raw), number.isFinite else { return nil }
    if number == 0 { return "0" }
    guard let exponent = decimalExponent(number), (-30...30).contains(exponent) else { return nil }
    let decimals = max(0, 14 - exponent)
    var text = formatted("%.*f", [Int32(decimals), number])
    if decimals > 0 {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text == "-0" ? "0" : text
  }

  /// The power of ten of a number's first digit, once it is rounded to 15 digits.
  private static func decimalExponent(_ number: Double) -> Int? {
    let text = formatted("%.14e", [number])
    return text.split(separator: "e").last.flatMap { Int($0) }
  }

  private static func formatted(_ format: String, _ values: [any CVarArg]) -> String {
    withVaList(values) { arguments in
      var buffer = [CChar](repeating: 0, count: 128)
      let count = vsnprintf(&buffer, buffer.count, format, arguments)
      return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// "YYYY-MM-DD", with " HH:MM:SS" behind it where there is a time of day; nil when the number is no day.
  ///
  /// Days are counted from 1899-12-31 as 0, and 1900 is taken for a leap year, so from 61 on they are one less; or from
  /// 1904-01-01 as 0 (ECMA-376, part 1, 18.17.4).
  static func dayText(_ raw: String, countsFrom1904: Bool) -> String? {
    guard let serial = Double(raw), serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
    var day = Int(serial)
    var seconds = Int(((serial - Double(day)) * 86_400).rounded())
    if seconds == 86_400 {
      day += 1
      seconds = 0
    }
    let base: Int
    if countsFrom1904 {
      base = -24_107
    } else if day >= 61 {
      base = -25_569
    } else if (1..<60).contains(day) {
      base = -25_568
    } else {
      return nil
    }
    let date = CivilDate(clampingDaysSinceEpoch: day + base).description
    if seconds == 0 { return date }
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : String($0) }
    return "\(date) \(parts.joined(separator: ":"))"
  }

  /// The same of a day that the file has as text, "2021-11-05T18:00:00" or "2021-11-05" (ISO 8601; ECMA-376, part 1,
  /// 18.18.11); nil when it is none, such as a time alone.
  static func dayText(ofDateTime text: String) -> String? {
    let parts = text.split(separator: "T", maxSplits: 1)
    guard let day = parts.first, (try? CivilDate(parsing: String(day))) != nil else { return nil }
    guard parts.count == 2 else { return String(day) }
    // What stands behind the seconds, fractions and a zone, no program shows.
    let time = String(parts[1].prefix(8))
    let isTime = time.utf8.count == 8 && time.utf8.allSatisfy { (0x30...0x3A).contains($0) }
    return isTime && time != "00:00:00" ? "\(day) \(time)" : String(day)
  }
}
