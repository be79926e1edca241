internal import Synchronization

/// A clock that stands still at noon in Vietnam of a day, until it is set to another.
public final class SettableClock: Sendable {
  private let microseconds: Mutex<Int64>

  /// A clock at a day, as days since 1970-01-01.
  public init(dayNumber: Int) {
    microseconds = Mutex(SettableClock.noon(dayNumber))
  }

  /// Microseconds since 1970-01-01T00:00:00Z.
  public func nowUnixMicroseconds() -> Int64 { microseconds.withLock { $0 } }

  /// Sets it to another day, as days since 1970-01-01.
  public func set(dayNumber: Int) { microseconds.withLock { $0 = SettableClock.noon(dayNumber) } }

  private static func noon(_ dayNumber: Int) -> Int64 { (Int64(dayNumber) * 86_400 + 5 * 3600) * 1_000_000 }
}
