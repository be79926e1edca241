/// Keeps texts of a CSV file from being run as formulas by the program that opens it.
///
/// A text that begins with = + - @, a tab or a carriage return gets an apostrophe before it, and so does one that
/// begins with apostrophes and then one of these, so that taking one apostrophe away gives back every text as it was.
/// Workbooks need none of it: their cells say that they are text.
public enum FormulaGuard {
  /// A text as a cell of a CSV file.
  public static func guarded(_ text: String) -> String { isRisky(text) ? "'" + text : text }

  /// The text that a cell of a CSV file stands for.
  public static func unguarded(_ cell: String) -> String {
    cell.utf8.first == UInt8(ascii: "'") && isRisky(cell) ? String(cell.unicodeScalars.dropFirst()) : cell
  }

  private static func isRisky(_ text: String) -> Bool {
    let rest = text.utf8.drop { $0 == UInt8(ascii: "'") }
    return rest.first.map { [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains($0) } ?? false
  }
}
