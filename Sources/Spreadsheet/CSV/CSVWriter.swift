/// Writes CSV that spreadsheet programs open as it is: UTF-8 with a byte-order mark, CR LF, quotes where they are
/// needed (RFC 4180), and no text that a program would run as a formula.
public enum CSVWriter {
  /// What a file begins with, so that spreadsheet programs take it for UTF-8.
  public static let byteOrderMark = "\u{FEFF}"

  /// One row with its line end.
  public static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let needsQuotes = bytes.contains { [0x22, 0x2C, 0x3B, 0x0A, 0x0D, 0x09].contains($0) }
    // A spreadsheet program would take surrounding spaces away.
    guard needsQuotes || bytes.first == 0x20 || bytes.last == 0x20 else { return text }
    var result: [UInt8] = [0x22]
    for byte in bytes {
      if byte == 0x22 { result.append(byte) }
      result.append(byte)
    }
    return String(decoding: result + [0x22], as: UTF8.self)
  }
}
