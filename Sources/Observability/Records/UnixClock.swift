internal import Glibc

/// The wall clock.
public enum UnixClock {
  /// Microseconds since 1970 (UTC).
  public static var nowMicroseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(clamping: time.tv_sec) * 1_000_000 + UInt64(clamping: time.tv_nsec / 1_000)
  }
}
