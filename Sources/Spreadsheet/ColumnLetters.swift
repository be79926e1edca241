/// Names of columns as spreadsheet programs show them: A, B, … Z, AA.
public enum ColumnLetters {
  /// Letters of a column, counted from 0: 27 is "AB".
  public static func letters(ofIndex index: Int) -> String {
    var rest = max(0, index) + 1
    var letters: [UInt8] = []
    while rest > 0 {
      letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
      rest = (rest - 1) / 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }

  /// The column of a reference such as "B17", counted from 0; nil when it does not begin with one to three capitals.
  static func index(ofReference reference: some StringProtocol) -> Int? {
    var index = 0
    var count = 0
    for byte in reference.utf8 {
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { break }
      index = index * 26 + Int(byte - UInt8(ascii: "A")) + 1
      count += 1
      if count > 3 { return nil }
    }
    return count > 0 ? index - 1 : nil
  }

  /// The row of a reference such as "B17"; nil when no number follows the letters.
  static func row(ofReference reference: some StringProtocol) -> Int? {
    Int(reference.drop { $0.isASCII && $0.isLetter })
  }
}
