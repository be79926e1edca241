import ClientKit
import DomainPrimitives
import Foundation

/// Order of day, month and year in dates that a file is written with.
enum DayOrder: String, Sendable, Hashable, CaseIterable {
  /// 05/11/2021 is the fifth of November.
  case dayMonthYear = "dd/mm/yyyy"
  /// 05/11/21 is the fifth of November 2021; every year is of this century.
  case dayMonthShortYear = "dd/mm/yy"
  /// 11/05/2021 is the fifth of November.
  case monthDayYear = "mm/dd/yyyy"
  /// 2021-11-05.
  case yearMonthDay = "yyyy-mm-dd"
}

/// Numbers, days and months as offices write them, as the texts of our own files. Only the form is read; whether a day
/// or a number may be is for the services to say.
enum VietnameseText {
  /// A plain decimal number, with a point before decimals: "1.250,5" is "1250.5"; nil when the text is none, or could
  /// be read in two ways.
  ///
  /// - Parameters:
  ///   - decimalMark: Before decimals.
  ///   - thousandsMark: Between groups of three digits. A space, also one that does not break, is taken besides.
  static func number(_ text: String, decimalMark: Character, thousandsMark: Character) -> String? {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" }
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: decimalMark, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = parts.first else { return nil }
    let groups = whole.split(omittingEmptySubsequences: false) { $0 == thousandsMark || isSpace($0) }
    guard groups.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIIDigit) }) else { return nil }
    if groups.count > 1 {
      guard groups[0].count <= 3, groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
    }
    var result = (isNegative ? "-" : "") + groups.joined()
    if parts.count == 2 {
      guard !parts[1].isEmpty, parts[1].utf8.allSatisfy(\.isASCIIDigit) else { return nil }
      let decimals = String(parts[1].reversed().drop { $0 == "0" }.reversed())
      if !decimals.isEmpty { result += "." + decimals }
    }
    return result
  }

  /// "YYYY-MM-DD" of a day that is written with / - or . between its parts; nil when the text is none that exists.
  static func day(_ text: String, _ order: DayOrder) -> String? {
    if (try? CivilDate(parsing: text)) != nil { return text }
    let parts = text.split(omittingEmptySubsequences: false) { "/-.".contains($0) }.map { String($0).trimmed }
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIIDigit) }) else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    let lengths = parts.map(\.utf8.count)
    let date: CivilDate?
    switch order {
    case .dayMonthYear where lengths[2] == 4:
      date = try? CivilDate(year: numbers[2], month: numbers[1], day: numbers[0])
    case .dayMonthShortYear where lengths[2] == 2:
      date = try? CivilDate(year: 2000 + numbers[2], month: numbers[1], day: numbers[0])
    case .monthDayYear where lengths[2] == 4:
      date = try? CivilDate(year: numbers[2], month: numbers[0], day: numbers[1])
    case .yearMonthDay where lengths[0] == 4:
      date = try? CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
    default: date = nil
    }
    return date?.description
  }

  /// "YYYY-MM" of "2021-11", "11/2021", "Tháng 11/2021" or "T11/2021"; nil when the text is none of them.
  static func month(_ text: String) -> String? {
    var text = folded(text)
    for word in ["thang ", "thang", "t"] where text.hasPrefix(word) {
      text = String(text.dropFirst(word.count))
      break
    }
    let parts = text.split(omittingEmptySubsequences: false) { "/-. ".contains($0) }.map { String($0).trimmed }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIIDigit) }),
      let first = Int(parts[0]), let second = Int(parts[1])
    else { return nil }
    let (year, month) = parts[0].utf8.count == 4 ? (first, second) : (second, first)
    guard (1000...9999).contains(year), (1...12).contains(month) else { return nil }
    return "\(year)-\(month < 10 ? "0" : "")\(month)"
  }

  /// A text for comparing: without diacritics, in small letters, spaces of any kind and number as one, đ as d.
  static func folded(_ text: String) -> String {
    let plain = text.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
      .replacing("đ", with: "d")
    return plain.split { $0.isWhitespace || $0 == "\u{A0}" }.joined(separator: " ")
  }
}
