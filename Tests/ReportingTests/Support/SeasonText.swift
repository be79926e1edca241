import DomainPrimitives

/// Seasons in two columns: windows as "10-2;5-6", empty for all year; exceptions as
/// "+2022-10..2022-11;-2023-07..2023-08", "+" in season and "-" out of it, empty for none.
enum SeasonText {
  /// The windows.
  static func windowsText(_ seasons: SeasonWindows) -> String {
    seasons.windows.map { "\($0.firstMonth)-\($0.lastMonth)" }.joined(separator: ";")
  }

  /// The exceptions, in their order.
  static func exceptionsText(_ seasons: SeasonWindows) -> String {
    seasons.exceptions.map { "\($0.isInSeason ? "+" : "-")\($0.firstMonth)..\($0.lastMonth)" }.joined(separator: ";")
  }

  /// Reads what the two wrote. Throws `CalendarError` for what is no month, and for months out of order.
  static func seasons(_ text: String, exceptions: String) throws(CalendarError) -> SeasonWindows {
    var windows: [SeasonWindow] = []
    for part in text.split(separator: ";") {
      let months = part.split(separator: "-").map { Int($0) ?? 0 }
      windows.append(try SeasonWindow(firstMonth: months.first ?? 0, lastMonth: months.last ?? 0))
    }
    var read: [SeasonException] = []
    for part in exceptions.split(separator: ";") {
      let sign = part.first
      let months = part.dropFirst()
      let first = try CivilMonth(parsing: months.prefix(7))
      let last = try CivilMonth(parsing: months.dropFirst(9))
      read.append(try SeasonException(firstMonth: first, lastMonth: last, isInSeason: sign == "+"))
    }
    return SeasonWindows(windows, exceptions: read)
  }
}
