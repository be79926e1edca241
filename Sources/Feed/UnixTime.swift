import Glibc

/// The system's clock.
public enum UnixTime {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public static func nowMicroseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
  }
}
