/// Which formats of a workbook show a number as a day.
struct WorkbookStyles {
  /// For each format of a cell, by its number: whether it shows a day.
  private(set) var showsDay: [Bool] = []

  /// No formats: every number is a number.
  init() {}

  init(path: String, part: String) throws(SpreadsheetError) {
    let handler = StylesHandler()
    _ = try WorkbookPlaces.read(path, part, handler)
    showsDay = handler.cellFormats.map { number in
      handler.codes[number].map(Self.isDayFormat) ?? Self.isBuiltInDayFormat(number)
    }
  }

  /// True when a cell of a style shows a day.
  func isDay(style: Int) -> Bool { showsDay.indices.contains(style) ? showsDay[style] : false }

  /// Numbers that ECMA-376, part 1, 18.8.30 gives to formats of days, in some language; 18 to 21 and 45 to 47 show a
  /// time alone.
  static func isBuiltInDayFormat(_ number: Int) -> Bool {
    (14...17).contains(number) || number == 22 || (27...36).contains(number) || (50...58).contains(number)
  }

  /// True when a format's code has a day, a year, or a month that is not the minutes of a time.
  static func isDayFormat(_ code: String) -> Bool {
    var letters: Set<Character> = []
    var isQuoted = false
    var isBracketed = false
    var isEscaped = false
    for letter in code.prefix(255).lowercased() {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch letter {
      case "\"": isQuoted.toggle()
      case "\\" where !isQuoted, "_" where !isQuoted, "*" where !isQuoted: isEscaped = true
      case "[" where !isQuoted: isBracketed = true
      case "]" where !isQuoted: isBracketed = false
      case ";" where !isQuoted && !isBracketed: return isDay(letters)
      default: if !isQuoted && !isBracketed { letters.insert(letter) }
      }
    }
    return isDay(letters)
  }

  private static func isDay(_ letters: Set<Character>) -> Bool {
    // "General" and "Standard" are words, not codes.
    if letters.contains("g") && letters.contains("l") { return false }
    if letters.contains("d") || letters.contains("y") { return true }
    return letters.contains("m") && letters.isDisjoint(with: ["h", "s", "0", "#", "?"])
  }

  /// Keeps the formats of cells.
  final class StylesHandler: XMLHandler {
    /// Codes of the workbook's own formats, by number.
    var codes: [Int: String] = [:]
    /// For each format of a cell, the number of its number format.
    var cellFormats: [Int] = []
    private var isInCellFormats = false

    func begin(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
      if max(codes.count, cellFormats.count) == SpreadsheetLimits.formatsMax {
        throw SpreadsheetError(message: "more than \(SpreadsheetLimits.formatsMax) formats")
      }
      switch name {
      case "numFmt":
        if let number = attributes["numFmtId"].flatMap({ Int($0) }) { codes[number] = attributes["formatCode"] ?? "" }
      case "cellXfs": isInCellFormats = true
      case "xf" where isInCellFormats: cellFormats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
      default: break
      }
    }

    func end(_ name: String) {
      if name == "cellXfs" { isInCellFormats = false }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
  }
}
