import Messages
import Synchronization

/// The items of one watch between the task that reads them and the one that applies them: bounded, one of each.
final class FollowQueue: Sendable {
  private struct State {
    var items: [CommonV1.WatchResponse] = []
    var byteCount = 0
    var end: (any Error)?
    var isEnded = false
    var receivedCount = 0
    var reader: CheckedContinuation<Void, Never>?
    var writer: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  private let limits: FeedLimits

  init(limits: FeedLimits) {
    self.limits = limits
  }

  /// Items put in so far.
  var receivedCount: Int { state.withLock { $0.receivedCount } }

  /// Whether everything was taken and more is waited for.
  var isReaderWaiting: Bool { state.withLock { $0.reader != nil } }

  /// Adds an item; suspends while the queue is full.
  ///
  /// - Returns: False when the queue has ended.
  func append(_ item: CommonV1.WatchResponse) async -> Bool {
    while true {
      let (isTaken, reader) = state.withLock { state -> (Bool?, CheckedContinuation<Void, Never>?) in
        if state.isEnded { return (false, nil) }
        if isFull(state) { return (nil, nil) }
        state.items.append(item)
        state.byteCount += item.changeByteCount
        state.receivedCount += 1
        defer { state.reader = nil }
        return (true, state.reader)
      }
      reader?.resume()
      if let isTaken { return isTaken }
      await waitWhileFull()
    }
  }

  private func waitWhileFull() async {
    await withCheckedContinuation { continuation in
      let waits = state.withLock { state in
        guard !state.isEnded, isFull(state) else { return false }
        state.writer = continuation
        return true
      }
      if !waits { continuation.resume() }
    }
  }

  /// Everything that is there; suspends while nothing is.
  ///
  /// - Returns: At least one item, or nil when the queue has ended.
  /// - Throws: What it was ended with, after the last item was taken.
  func takeAll() async throws -> [CommonV1.WatchResponse]? {
    await withCheckedContinuation { continuation in
      let waits = state.withLock { state in
        guard state.items.isEmpty, !state.isEnded else { return false }
        state.reader = continuation
        return true
      }
      if !waits { continuation.resume() }
    }
    let (items, end, writer) = state.withLock { state in
      defer {
        state.items = []
        state.byteCount = 0
        state.writer = nil
      }
      return (state.items, state.end, state.writer)
    }
    writer?.resume()
    if !items.isEmpty { return items }
    if let end { throw end }
    return nil
  }

  /// Ends the queue; the first end counts.
  func end(with error: (any Error)?) {
    let waiting = state.withLock { state in
      if !state.isEnded {
        state.isEnded = true
        state.end = error
      }
      defer {
        state.reader = nil
        state.writer = nil
      }
      return [state.reader, state.writer]
    }
    for continuation in waiting { continuation?.resume() }
  }

  private func isFull(_ state: State) -> Bool {
    state.items.count >= limits.batchEventsMax || state.byteCount >= limits.batchBytesMax
  }
}

extension CommonV1.WatchResponse {
  fileprivate var changeByteCount: Int {
    if case .event(let event) = item { return event.change.count }
    return 0
  }
}
