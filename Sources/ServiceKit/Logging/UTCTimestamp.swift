/// A moment as people and programs read it: "2021-11-05T07:08:09.123Z". The calendar is the proleptic Gregorian one.
public struct UTCTimestamp: Sendable, Equatable {
  /// Seconds since 1970-01-01T00:00:00Z, leap seconds left out.
  public var unixSeconds: Int64
  /// Nanoseconds of the second, 0 to 999,999,999.
  public var nanoseconds: Int64

  /// A moment by its seconds and nanoseconds.
  public init(unixSeconds: Int64, nanoseconds: Int64) {
    self.unixSeconds = unixSeconds
    self.nanoseconds = nanoseconds
  }

  /// Appends the moment to milliseconds, rounded down.
  public func append(to line: inout [UInt8]) {
    let day = Self.floorDivide(unixSeconds, 86_400)
    let secondOfDay = unixSeconds - day * 86_400
    let date = Self.date(ofDay: day)
    Self.append(date.year, digits: 4, to: &line)
    line.append(UInt8(ascii: "-"))
    Self.append(date.month, digits: 2, to: &line)
    line.append(UInt8(ascii: "-"))
    Self.append(date.day, digits: 2, to: &line)
    line.append(UInt8(ascii: "T"))
    Self.append(secondOfDay / 3_600, digits: 2, to: &line)
    line.append(UInt8(ascii: ":"))
    Self.append(secondOfDay / 60 % 60, digits: 2, to: &line)
    line.append(UInt8(ascii: ":"))
    Self.append(secondOfDay % 60, digits: 2, to: &line)
    line.append(UInt8(ascii: "."))
    Self.append(nanoseconds / 1_000_000, digits: 3, to: &line)
    line.append(UInt8(ascii: "Z"))
  }

  /// Year, month and day of a day counted from 1970-01-01. Years begin in March here, so that the leap day comes last.
  private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let daysPer400Years: Int64 = 146_097
    let dayFromEra = day + 719_468  // days from 0000-03-01 to 1970-01-01
    let era = floorDivide(dayFromEra, daysPer400Years)
    let dayOfEra = dayFromEra - era * daysPer400Years
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    dividend >= 0 ? dividend / divisor : -((-dividend + divisor - 1) / divisor)
  }

  private static func append(_ number: Int64, digits: Int, to line: inout [UInt8]) {
    var divisor: Int64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}
