import Synchronization

/// Asks a daemon to stop gracefully, from within.
public final class StopRequest: Sendable {
  private struct State {
    var isAsked = false
    var stop: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Nobody has asked yet.
  public init() {}

  /// Asks, once or more. Returns at once.
  public func ask() {
    let stop = state.withLock { state in
      state.isAsked = true
      return state.stop
    }
    stop?()
  }

  /// Says what is to be done when somebody asks; it is done at once when somebody has.
  func set(_ stop: @escaping @Sendable () -> Void) {
    let isAsked = state.withLock { state in
      state.stop = stop
      return state.isAsked
    }
    if isAsked { stop() }
  }
}
