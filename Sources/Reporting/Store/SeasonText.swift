import DomainPrimitives

/// Season windows in one column: "10-2;5-6"; empty for all year.
enum SeasonText {
  static func text(_ seasons: SeasonWindows) -> String {
    seasons.windows.map { "\($0.firstMonth)-\($0.lastMonth)" }.joined(separator: ";")
  }

  /// Reads what `text` wrote. Throws `CalendarError` for a month outside 1 to 12.
  static func seasons(_ text: String) throws(CalendarError) -> SeasonWindows {
    var windows: [SeasonWindow] = []
    for part in text.split(separator: ";") {
      let months = part.split(separator: "-").map { Int($0) ?? 0 }
      windows.append(try SeasonWindow(firstMonth: months.first ?? 0, lastMonth: months.last ?? 0))
    }
    return SeasonWindows(windows)
  }
}
