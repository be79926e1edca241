/// A month of a year: "2021-08".
public struct CivilMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 1 to 9999.
  public let year: Int
  /// 1 to 12.
  public let month: Int

  /// The month of these numbers: year 1 to 9999, month 1 to 12. Throws `CalendarError` otherwise.
  public init(year: Int, month: Int) throws(CalendarError) {
    let first = try CivilDate(year: year, month: month, day: 1)
    self.init(containing: first)
  }

  /// The month that a day lies in.
  public init(containing date: CivilDate) {
    let components = date.components
    year = components.year
    month = components.month
  }

  /// Reads "YYYY-MM", exactly seven ASCII characters. Throws `CalendarError` saying what is wrong.
  public init(parsing text: some StringProtocol) throws(CalendarError) {
    let bytes = Array(text.utf8.prefix(8))
    guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), let year = DecimalDigits.value(bytes[0..<4]),
      let month = DecimalDigits.value(bytes[5..<7])
    else {
      throw CalendarError(.malformed, "'\(text.prefix(32))' is not a month; write it as YYYY-MM, like 2021-08")
    }
    try self.init(year: year, month: month)
  }

  /// The month's first day.
  public var firstDay: CivilDate {
    CivilDate(validYear: year, month: month, day: 1)
  }

  /// The month's last day.
  public var lastDay: CivilDate {
    CivilDate(validYear: year, month: month, day: CivilDate.lengthOfMonth(year: year, month: month))
  }

  /// Whether a day lies in this month.
  public func contains(_ date: CivilDate) -> Bool {
    date >= firstDay && date <= lastDay
  }

  /// The month `months` later (earlier when negative), held to 0001-01 ... 9999-12.
  public func adding(months: Int) -> CivilMonth {
    CivilMonth(containing: firstDay.adding(months: months))
  }

  /// "YYYY-MM".
  public var description: String {
    DecimalDigits.padded(year, to: 4) + "-" + DecimalDigits.padded(month, to: 2)
  }

  /// Earlier comes first.
  public static func < (left: CivilMonth, right: CivilMonth) -> Bool {
    (left.year, left.month) < (right.year, right.month)
  }
}
