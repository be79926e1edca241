public import RPC
internal import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualTime: TimeSource {
  private struct Alarm {
    let atNanoseconds: Int64
    let fire: @Sendable () -> Void
  }

  private struct State {
    var nowNanoseconds: Int64 = 0
    var alarms: [Alarm] = []
  }

  private let state = Mutex(State())

  /// A clock that shows 0.
  public init() {}

  /// What the clock shows.
  public var nowNanoseconds: Int64 { state.withLock { $0.nowNanoseconds } }

  /// How many timers wait, those that were cancelled included.
  public var alarmCount: Int { state.withLock { $0.alarms.count } }

  /// Moves the clock on and fires the timers that are due, earliest first.
  public func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.nowNanoseconds += Int64(duration / .nanoseconds(1))
      let now = state.nowNanoseconds
      let due = state.alarms.filter { $0.atNanoseconds <= now }.sorted { $0.atNanoseconds < $1.atNanoseconds }
      state.alarms.removeAll { $0.atNanoseconds <= now }
      return due
    }
    for alarm in due { alarm.fire() }
  }

  func schedule(atNanoseconds: Int64, _ fire: @escaping @Sendable () -> Void) {
    state.withLock { $0.alarms.append(Alarm(atNanoseconds: atNanoseconds, fire: fire)) }
  }
}
