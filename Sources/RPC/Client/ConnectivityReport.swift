internal import Synchronization

/// What a channel tells of its connection: the present state to whoever asks, every change to one observer.
final class ConnectivityReport: Sendable {
  typealias Observer = @Sendable (Connectivity) -> Void

  private struct State {
    var present = Connectivity.idle
    var observer: Observer?
  }

  private let driver: any LoopDriver
  private let state = Mutex(State())

  init(driver: any LoopDriver) {
    self.driver = driver
  }

  var present: Connectivity { state.withLock { $0.present } }

  /// Tells the observer the present state, and then each change. On the loop.
  func observe(_ observer: @escaping Observer) {
    let present = state.withLock { state in
      state.observer = observer
      return state.present
    }
    tell(present, observer)
  }

  /// The state may have changed. On the loop.
  func note(_ connectivity: Connectivity) {
    let observer = state.withLock { state -> Observer? in
      if state.present == connectivity { return nil }
      state.present = connectivity
      return state.observer
    }
    if let observer { tell(connectivity, observer) }
  }

  /// Later, in order: the channel is in the middle of something, and the observer may ask it for more.
  private func tell(_ connectivity: Connectivity, _ observer: @escaping Observer) {
    driver.execute { observer(connectivity) }
  }
}
