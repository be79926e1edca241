import ClientKit
import Spreadsheet

/// How the cells of a mapped column are written.
struct MappedForm: Sendable {
  /// A word and the value that it stands for.
  struct Word: Sendable {
    let text: String
    let value: String
  }

  var dayOrder = DayOrder.dayMonthYear
  /// True when a time of day may stand behind a day.
  var hasTime = false
  var decimalMark: Character = ","
  var thousandsMark: Character = "."
  /// Units that may stand behind a number: "đ", "kg".
  var suffixes: [String] = []
  /// Digits that a code has: a spreadsheet program takes the zeros before it away. 0 = whatever is written.
  var digits = 0
  /// Words of the file, and our values for them, by the folded word.
  var words: [String: Word] = [:]
  /// Words, folded, whose rows are left out.
  var skipped: Set<String> = []

  /// The text that our own file would have.
  ///
  /// - Throws: `RecordColumn.Fault` when the cell cannot be read.
  func text(of cell: SheetCell, for column: RecordColumn) throws(RecordColumn.Fault) -> String {
    let text = cell.kind == .text ? FormulaGuard.unguarded(cell.text).trimmed : cell.text
    if text.isEmpty { return "" }
    if let word = words[VietnameseText.folded(text)] { return word.value }
    switch column.form {
    case .whole, .quantity: return try number(text, cell.kind)
    case .text where column.isDay: return try day(text, cell.kind)
    case .text where column.isMonth:
      if cell.kind == .date { return String(text.prefix(7)) }
      if let month = VietnameseText.month(text) { return month }
      throw RecordColumn.Fault(reason: "not a month (write 11/2021)")
    case .text where cell.kind == .date: return try day(text, cell.kind)
    case .text: return padded(text)
    case .choice:
      if !words.isEmpty, !column.isChoice(text) {
        let known = words.values.map(\.text).sorted().joined(separator: ", ")
        throw RecordColumn.Fault(reason: "not one of the words that are known here (write one of: \(known))")
      }
      return text
    default: return text
    }
  }

  /// The word of the file that is nearest to a text.
  func nearestWord(to text: String) -> String? {
    let folded = VietnameseText.folded(text)
    return Suggestion.nearest(to: folded, among: words.keys.sorted()).flatMap { words[$0]?.text }
  }

  private func number(_ text: String, _ kind: SheetCell.Kind) throws(RecordColumn.Fault) -> String {
    if kind == .number { return text }
    var text = text
    let folded = VietnameseText.folded(text)
    if let suffix = suffixes.first(where: { folded.hasSuffix(VietnameseText.folded($0)) }) {
      text = String(text.dropLast(suffix.count)).trimmed
    }
    if let number = VietnameseText.number(text, decimalMark: decimalMark, thousandsMark: thousandsMark) {
      return number
    }
    throw RecordColumn.Fault(
      reason:
        "not a number (write 1\(thousandsMark)250\(decimalMark)5: \"\(thousandsMark)\" only between groups of three "
        + "digits, \"\(decimalMark)\" before decimals)"
    )
  }

  private func day(_ text: String, _ kind: SheetCell.Kind) throws(RecordColumn.Fault) -> String {
    if kind == .date { return String(text.prefix(10)) }
    if kind == .number {
      throw RecordColumn.Fault(
        reason: "a number where a day should be (give the cell a date format, or write 05/11/2021)"
      )
    }
    var text = text
    let pieces = text.split(separator: " ")
    // "05/11/2021 14:30", or the other way round, as some exports have it.
    if hasTime, pieces.count == 2 {
      text = String(pieces[1].contains(":") ? pieces[0] : pieces[1])
    } else if hasTime, let clock = text.firstIndex(of: "T"), text.contains(":") {
      text = String(text[..<clock])
    }
    if let day = VietnameseText.day(text, dayOrder) { return day }
    throw RecordColumn.Fault(reason: "not a day that exists, written as \(dayOrder.rawValue)")
  }

  private func padded(_ text: String) -> String {
    let count = text.utf8.count
    guard digits > count, text.utf8.allSatisfy(\.isASCIIDigit) else { return text }
    return String(repeating: "0", count: digits - count) + text
  }
}

extension RecordColumn {
  /// True when a text is the name of one of the column's choices.
  fileprivate func isChoice(_ text: String) -> Bool {
    if case .choice(let descriptor) = form { return descriptor.number(ofShortName: text) != nil }
    return false
  }
}
