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

    /// - Returns: false when it was only counted.
    mutating func append(_ message: ReceivedMessage) -> Bool {
      if message.isEmpty, let last = messages.indices.last, messages[last].isEmpty {
        messages[last].repetitionCount += 1
        return false
      }
      messages.append(message)
      return true
    }

    /// - Returns: also whether it was the last of those that are counted as one.
    mutating func popFirst() -> (message: ReceivedMessage, isRemoved: Bool)? {
      guard let first = messages.first else { return nil }
      if first.repetitionCount == 0 { return (messages.removeFirst(), true) }
      messages[messages.startIndex].repetitionCount -= 1
      return (ReceivedMessage(bytes: []), false)
    }
  }

  private let state = Mutex(State())
  /// Bytes after which what was read is reported.
  private let reportByteCount: Int
  /// Where the bytes of messages that wait are counted, on a server.
  private let account: ByteAccount?

  /// What a waiting message costs beside its bytes.
  private static let overheadBytes = 64

  init(windowBytes: Int, account: ByteAccount? = nil) {
    reportByteCount = max(1, windowBytes / 8)
    self.account = account
  }

  func append(_ message: ReceivedMessage) {
    let waiter = state.withLock { state -> Waiter? in
      guard let waiter = state.waiter else {
        if !state.isFinished && state.append(message) { charge(message, 1) }
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
      if dropsWaiting {
        for message in state.messages { charge(message, -1) }
        state.messages.removeAll()
      }
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
    if let ready = state.withLock({ takeReady(&$0) }) { return try ready.get() }
    let result: Result<ReceivedMessage?, RPCError> = await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> Result<ReceivedMessage?, RPCError>? in
        if let ready = takeReady(&state) { return ready }
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

  private func charge(_ message: ReceivedMessage, _ sign: Int) {
    account?.charge(sign * (message.bytes.count + MessageQueue.overheadBytes))
  }

  private func takeReady(_ state: inout State) -> Result<ReceivedMessage?, RPCError>? {
    if let (message, isRemoved) = state.popFirst() {
      if isRemoved { charge(message, -1) }
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
