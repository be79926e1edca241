import DomainPrimitives
import Glibc

/// The day it is in Vietnam.
enum SystemCalendar {
  static func today() -> CivilDate {
    CivilDate(inVietnamAtUnixSeconds: time(nil))
  }

  /// The day at a moment, in seconds since 1970-01-01T00:00:00Z.
  static func day(atUnixSeconds seconds: Int) -> CivilDate {
    CivilDate(inVietnamAtUnixSeconds: seconds)
  }
}
