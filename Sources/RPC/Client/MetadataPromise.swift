internal import Synchronization

/// The metadata that a server sends with a stream of answers, for whoever waits for it.
final class MetadataPromise: Sendable {
  private struct State {
    var initial: Metadata?
    var trailers: Metadata = [:]
    var waiters: [CheckedContinuation<Metadata, Never>] = []
  }

  private let state = Mutex(State())
  /// Read by the loop for each message: most of them find that nothing is left to do.
  private let isFulfilled = Atomic<Bool>(false)

  /// The initial metadata is known; the first word counts.
  func fulfil(_ metadata: Metadata) {
    if isFulfilled.load(ordering: .relaxed) { return }
    isFulfilled.store(true, ordering: .relaxed)
    let waiters = state.withLock { state in
      state.initial = metadata
      let waiters = state.waiters
      state.waiters = []
      return waiters
    }
    for waiter in waiters { waiter.resume(returning: metadata) }
  }

  func setTrailers(_ metadata: Metadata) {
    state.withLock { $0.trailers = metadata }
  }

  var trailers: Metadata { state.withLock { $0.trailers } }

  /// Waits until the initial metadata is known.
  func initial() async -> Metadata {
    await withCheckedContinuation { continuation in
      let known = state.withLock { state -> Metadata? in
        if let initial = state.initial { return initial }
        state.waiters.append(continuation)
        return nil
      }
      if let known { continuation.resume(returning: known) }
    }
  }
}
