internal import DequeModule
internal import Synchronization

/// The messages of a call between the connection that receives them and the task that reads them. Its size is bounded
/// by credit: bytes that were not read are not given back. Empty messages, which cost no credit, are counted, not kept.
final class MessageQueue: Sendable {
  private typealias Waiter = CheckedContinuation<Result<ReceivedMessage?, RPCError>, Never>

  private struct State {
    var messages = Deque<ReceivedMessage>()
    var isFinished = false
    var error: RPCError?
    var waiter: Waiter?
    var consumedByteCount = 0

    mutating func append(_ message: ReceivedMessage) {
      if message.isEmpty, let last = messages.indices.last, messages[last].isEmpty {
        messages[last].repetitionCount += 1
      } else {
        messages.append(message)
      }
    }

    mutating func popFirst() -> ReceivedMessage? {
      guard let first = messages.first else { return nil }
      if first.repetitionCount == 0 { return messages.removeFirst() }
      messages[messages.startIndex].repetitionCount -= 1
      return ReceivedMessage(bytes: [])
    }
  }

  private let state = Mutex(State())
  /// Bytes after which what was read is reported.
  private let reportByteCount: Int

  init(windowBytes: Int) {
    reportByteCount = max(1, windowBytes / 8)
  }

  func append(_ message: ReceivedMessage) {
    let waiter = state.withLock { state -> Waiter? in
      guard let waiter = state.waiter else {
        if !state.isFinished { state.append(message) }
        return nil
      }
      state.waiter = nil
      state.consumedByteCount += message.bytes.count
      return waiter
    }
    waiter?.resume(returning: .success(message))
  }

  /// The end: what was received before it is still read.
  func finish(_ error: RPCError?) {
    finish(error, dropsWaiting: false)
  }

  /// The end for a reader whose call is over: what was not read is dropped.
  func abandon(_ error: RPCError) {
    finish(error, dropsWaiting: true)
  }

  private func finish(_ error: RPCError?, dropsWaiting: Bool) {
    let waiter = state.withLock { state -> Waiter? in
      if dropsWaiting { state.messages.removeAll() }
      if state.isFinished && !(dropsWaiting && state.error == nil) { return nil }
      state.isFinished = true
      state.error = error
      let waiter = state.waiter
      state.waiter = nil
      return waiter
    }
    if let error {
      waiter?.resume(returning: .failure(error))
    } else {
      waiter?.resume(returning: .success(nil))
    }
  }

  /// The next message, nil at the good end.
  func next() async throws(RPCError) -> ReceivedMessage? {
    if let ready = state.withLock({ MessageQueue.ready(&$0) }) { return try ready.get() }
    let result: Result<ReceivedMessage?, RPCError> = await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> Result<ReceivedMessage?, RPCError>? in
        if let ready = MessageQueue.ready(&state) { return ready }
        if state.waiter != nil {
          return .failure(RPCError(.internalError, "a stream of messages is read by two tasks at once"))
        }
        state.waiter = continuation
        return nil
      }
      if let ready { continuation.resume(returning: ready) }
    }
    return try result.get()
  }

  private static func ready(_ state: inout State) -> Result<ReceivedMessage?, RPCError>? {
    if let message = state.popFirst() {
      state.consumedByteCount += message.bytes.count
      return .success(message)
    }
    if state.isFinished { return state.error.map { .failure($0) } ?? .success(nil) }
    return nil
  }

  /// Bytes read since the last time, once they are worth a report; else 0.
  func takeConsumedByteCount() -> Int {
    state.withLock { state in
      if state.consumedByteCount < reportByteCount { return 0 }
      let taken = state.consumedByteCount
      state.consumedByteCount = 0
      return taken
    }
  }
}
