import ClientKit
import DomainPrimitives

/// What was probably meant by a cell that is refused: nothing is ever changed by itself.
enum CellSuggestion {
  /// The nearest value that has the form of its column; nil when nobody can tell.
  static func suggestion(for text: String, in column: RecordColumn) -> String? {
    let text = text.trimmed
    if text.isEmpty { return nil }
    switch column.form {
    case .choice(let descriptor): return Suggestion.nearest(to: text, among: descriptor.shortNames)
    case .whole:
      return VietnameseText.number(text, decimalMark: ",", thousandsMark: ".").flatMap { $0.contains(".") ? nil : $0 }
    case .quantity: return VietnameseText.number(text, decimalMark: ",", thousandsMark: ".")
    case .text where column.isDay:
      return VietnameseText.day(text, DayOrder.dayMonthYear).flatMap { $0 == text ? nil : $0 }
    case .text where column.isMonth: return VietnameseText.month(text).flatMap { $0 == text ? nil : $0 }
    case .text where column.isUnitCode: return unitCode(text)
    default: return nil
    }
  }

  /// A spreadsheet program takes the zeros before a code away.
  private static func unitCode(_ text: String) -> String? {
    guard text.utf8.allSatisfy(\.isASCIIDigit), (3...4).contains(text.utf8.count) else { return nil }
    return String(repeating: "0", count: 5 - text.utf8.count) + text
  }
}

extension RecordColumn {
  /// True for days, "YYYY-MM-DD".
  var isDay: Bool {
    let endings = ["_on", "valid_from", "valid_to", "_before", "_until", "expires_on", "as_of", "day"]
    if case .text = form { return endings.contains { name.hasSuffix($0) } }
    return false
  }

  /// True for months, "YYYY-MM".
  var isMonth: Bool {
    if case .text = form { return name == "month" || name.hasSuffix("_month") }
    return false
  }

  /// True for codes of administrative units.
  var isUnitCode: Bool {
    if case .text = form { return name == "code" || name.hasSuffix("_code") }
    return false
  }
}
