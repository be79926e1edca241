/// A day of the proleptic Gregorian calendar, without a time or a zone; years 1 to 9999.
///
/// Kept as the number of days since 1970-01-01, so comparing and counting days cost one integer operation.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01; negative before it.
  public let daysSinceEpoch: Int

  /// 0001-01-01, the earliest day that can be held.
  public static let earliest = CivilDate(uncheckedDaysSinceEpoch: -719_162)
  /// 9999-12-31, the latest day that can be held.
  public static let latest = CivilDate(uncheckedDaysSinceEpoch: 2_932_896)

  private init(uncheckedDaysSinceEpoch days: Int) {
    daysSinceEpoch = days
  }

  /// The day that many days after 1970-01-01 (before it when negative), held to `earliest` ... `latest`.
  public init(clampingDaysSinceEpoch days: Int) {
    daysSinceEpoch = min(max(days, Self.earliest.daysSinceEpoch), Self.latest.daysSinceEpoch)
  }

  /// The day of these numbers: year 1 to 9999, month 1 to 12, day 1 to the month's last.
  /// Throws `CalendarError` naming the number that is out of range.
  public init(year: Int, month: Int, day: Int) throws(CalendarError) {
    guard (1...9999).contains(year) else {
      throw CalendarError(.yearOutOfRange, "year \(year) is not between 1 and 9999")
    }
    guard (1...12).contains(month) else {
      throw CalendarError(.monthOutOfRange, "month \(month) is not between 1 and 12")
    }
    let last = Self.lengthOfMonth(year: year, month: month)
    guard day >= 1, day <= last else {
      throw CalendarError(.dayOutOfRange, "day \(day) is not between 1 and \(last), the last of \(month)/\(year)")
    }
    self.init(validYear: year, month: month, day: day)
  }

  /// Reads "YYYY-MM-DD", exactly ten ASCII characters. Throws `CalendarError` saying what is wrong.
  public init(parsing text: some StringProtocol) throws(CalendarError) {
    let bytes = Array(text.utf8.prefix(11))
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = DecimalDigits.value(bytes[0..<4]), let month = DecimalDigits.value(bytes[5..<7]),
      let day = DecimalDigits.value(bytes[8..<10])
    else {
      throw CalendarError(.malformed, "'\(text.prefix(32))' is not a date; write it as YYYY-MM-DD, like 2021-07-20")
    }
    try self.init(year: year, month: month, day: day)
  }

  /// Only for numbers known to be a day of the calendar.
  init(validYear year: Int, month: Int, day: Int) {
    // Counts in 400-year eras of years that start in March, so that the leap day is the year's last.
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
  }

  /// Year, month (1 to 12) and day (1 to 31) of this day.
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, day)
  }

  /// 1 to 9999.
  public var year: Int { components.year }
  /// 1 to 12.
  public var month: Int { components.month }
  /// 1 to 31.
  public var day: Int { components.day }

  /// The day `days` later (earlier when negative), held to `earliest` ... `latest`.
  public func adding(days: Int) -> CivilDate {
    let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
    return CivilDate(clampingDaysSinceEpoch: overflow ? (days < 0 ? .min : .max) : sum)
  }

  /// The same day of the month `months` later (earlier when negative); where that month is too short, its last day:
  /// 29 February + 36 months = 28 February. Held to `earliest` ... `latest`.
  public func adding(months: Int) -> CivilDate {
    let (year, month, day) = components
    let bounded = min(max(months, -120_000), 120_000)
    let monthIndex = year * 12 + (month - 1) + bounded
    let newYear = monthIndex >= 0 ? monthIndex / 12 : (monthIndex - 11) / 12
    guard newYear >= 1 else { return .earliest }
    guard newYear <= 9999 else { return .latest }
    let newMonth = monthIndex - newYear * 12 + 1
    let last = Self.lengthOfMonth(year: newYear, month: newMonth)
    return CivilDate(validYear: newYear, month: newMonth, day: min(day, last))
  }

  /// Days from this day to `other`; negative when `other` is earlier.
  public func days(until other: CivilDate) -> Int {
    other.daysSinceEpoch - daysSinceEpoch
  }

  /// "YYYY-MM-DD".
  public var description: String {
    let (year, month, day) = components
    return DecimalDigits.padded(year, to: 4) + "-" + DecimalDigits.padded(month, to: 2) + "-"
      + DecimalDigits.padded(day, to: 2)
  }

  /// Earlier comes first.
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }

  /// Days in a month (1 to 12) of a year.
  static func lengthOfMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  static func isLeap(_ year: Int) -> Bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  }
}
