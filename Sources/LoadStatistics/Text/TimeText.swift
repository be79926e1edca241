internal import Glibc

/// Moments in UTC.
enum TimeText {
  /// "2026-11-26 22:29:02 UTC".
  static func plain(unixMilliseconds: Int64) -> String {
    let parts = parts(unixMilliseconds)
    let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
    return "\(date) \(clock(parts)) UTC"
  }

  /// "Thu Nov 26 22:29:02 UTC 2026", as Java writes dates and HdrHistogram its logs.
  static func java(unixMilliseconds: Int64) -> String {
    let parts = parts(unixMilliseconds)
    let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let date = "\(day) \(months[Int(parts.tm_mon)]) \(padded(parts.tm_mday))"
    return "\(date) \(clock(parts)) UTC \(parts.tm_year + 1900)"
  }

  private static func parts(_ unixMilliseconds: Int64) -> tm {
    var seconds = time_t(unixMilliseconds >= 0 ? unixMilliseconds / 1000 : (unixMilliseconds - 999) / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return parts
  }

  private static func clock(_ parts: tm) -> String {
    "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
  }

  private static func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
