import DomainPrimitives
import Glibc

/// The day it is in Vietnam (Asia/Ho_Chi_Minh): UTC+7 all year, without daylight saving time since 1975.
enum SystemCalendar {
  private static let offsetSeconds = 7 * 3600
  private static let secondsPerDay = 86_400

  static func today() -> CivilDate {
    day(atUnixSeconds: time(nil))
  }

  /// The day at a moment, in seconds since 1970-01-01T00:00:00Z.
  static func day(atUnixSeconds seconds: Int) -> CivilDate {
    let local = seconds + offsetSeconds
    let days = local >= 0 ? local / secondsPerDay : (local - secondsPerDay + 1) / secondsPerDay
    return CivilDate(clampingDaysSinceEpoch: days)
  }
}
