import DomainPrimitives

/// A product's seasons in columns of its own row, so that a look-up reads one row of one table: windows "9-12;1-2;",
/// exceptions "2021-09/2021-10/1" with 1 for in season.
enum SeasonColumns {
  static func text(_ windows: [SeasonWindow]) -> String {
    windows.map { "\($0.firstMonth)-\($0.lastMonth);" }.joined()
  }

  /// Nil for none.
  static func text(_ exceptions: [SeasonException]) -> String? {
    if exceptions.isEmpty { return nil }
    return exceptions.map { "\($0.firstMonth)/\($0.lastMonth)/\($0.isInSeason ? 1 : 0)" }.joined(separator: ";")
  }

  /// The seasons of these columns; nil when they hold something else.
  static func seasons(windows: String, exceptions: String?) -> SeasonWindows? {
    guard let windows = self.windows(windows) else { return nil }
    guard let exceptions else { return SeasonWindows(windows) }
    let parts = exceptions.split(separator: ";")
    let read = parts.compactMap(exception)
    return read.count == parts.count ? SeasonWindows(windows, exceptions: read) : nil
  }

  /// Digit by digit: every look-up of a product comes here.
  private static func windows(_ text: String) -> [SeasonWindow]? {
    var windows: [SeasonWindow] = []
    var (first, month) = (0, 0)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9") where month < 10:
        month = month * 10 + Int(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "-") where first == 0:
        (first, month) = (month, 0)
      case UInt8(ascii: ";"):
        guard let window = try? SeasonWindow(firstMonth: first, lastMonth: month) else { return nil }
        windows.append(window)
        (first, month) = (0, 0)
      default: return nil
      }
    }
    return first == 0 && month == 0 ? windows : nil
  }

  private static func exception(_ text: Substring) -> SeasonException? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2] == "0" || parts[2] == "1", let first = try? CivilMonth(parsing: parts[0]),
      let last = try? CivilMonth(parsing: parts[1])
    else { return nil }
    return try? SeasonException(firstMonth: first, lastMonth: last, isInSeason: parts[2] == "1")
  }
}
