/// One cell of a spreadsheet, with the place it was read from.
public struct SheetCell: Sendable, Hashable {
  /// What the spreadsheet says the cell holds. A CSV file says nothing, so everything in it is text.
  public enum Kind: Sendable, Hashable {
    case text
    /// ``text`` is a plain decimal number: digits, a point before decimals, "-" before a negative one.
    case number
    /// ``text`` is "YYYY-MM-DD", with " HH:MM:SS" behind it where the cell has a time of day.
    case date
    /// ``text`` is "true" or "false".
    case boolean
    /// ``text`` is what the spreadsheet shows in place of a value: "#N/A".
    case error
  }

  /// The text, without the quotes that enclosed it.
  public let text: String
  /// What it is.
  public let kind: Kind
  /// Line it begins on, from 1: in a text file its line, in a workbook its row.
  public let line: Int
  /// In a text file the character it begins at within that line, in a workbook its column; from 1.
  public let character: Int

  /// True when nobody would see anything in it: it is empty, or holds spaces and line breaks alone.
  public var isBlank: Bool { text.allSatisfy(\.isWhitespace) }

  /// A cell by its parts.
  public init(text: String, kind: Kind = .text, line: Int, character: Int) {
    self.text = text
    self.kind = kind
    self.line = line
    self.character = character
  }
}
