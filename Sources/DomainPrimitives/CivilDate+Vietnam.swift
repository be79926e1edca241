extension CivilDate {
  /// UTC+7 all year, without daylight saving time since 1975.
  private static let vietnamOffsetSeconds = 7 * 3600
  private static let secondsPerDay = 86_400

  /// The day it is in Vietnam (Asia/Ho_Chi_Minh) at a moment, in seconds since 1970-01-01T00:00:00Z.
  public init(inVietnamAtUnixSeconds seconds: Int) {
    let local = seconds + Self.vietnamOffsetSeconds
    let days = local >= 0 ? local / Self.secondsPerDay : (local - Self.secondsPerDay + 1) / Self.secondsPerDay
    self.init(clampingDaysSinceEpoch: days)
  }

  /// The day it is in Vietnam at a moment, in microseconds since 1970-01-01T00:00:00Z.
  public init(inVietnamAtUnixMicroseconds microseconds: Int64) {
    self.init(inVietnamAtUnixSeconds: Int(microseconds / 1_000_000) - (microseconds % 1_000_000 < 0 ? 1 : 0))
  }
}
