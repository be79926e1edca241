internal import DequeModule
internal import Synchronization

/// The answers of a streaming call between the connection that receives them and the task that reads them. Its size is
/// bounded by credit: bytes that were not read are not given back.
final class ResponseQueue: Sendable {
  private struct State {
    var messages = Deque<[UInt8]>()
    var isFinished = false
    var error: RPCError?
    var waiter: CheckedContinuation<Result<[UInt8]?, RPCError>, Never>?
    var consumedByteCount = 0
  }

  private let state = Mutex(State())
  /// Bytes after which what was read is reported.
  private let reportByteCount: Int

  init(windowBytes: Int) {
    reportByteCount = max(1, windowBytes / 8)
  }

  func append(_ message: [UInt8]) {
    let waiter = state.withLock { state in
      guard let waiter = state.waiter else {
        state.messages.append(message)
        return nil as CheckedContinuation<Result<[UInt8]?, RPCError>, Never>?
      }
      state.waiter = nil
      state.consumedByteCount += message.count
      return waiter
    }
    waiter?.resume(returning: .success(message))
  }

  /// The end: what was received before it is still read.
  func finish(_ error: RPCError?) {
    let waiter = state.withLock { state in
      if state.isFinished { return nil as CheckedContinuation<Result<[UInt8]?, RPCError>, Never>? }
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
  func next() async throws(RPCError) -> [UInt8]? {
    let result: Result<[UInt8]?, RPCError> = await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> Result<[UInt8]?, RPCError>? in
        if let message = state.messages.popFirst() {
          state.consumedByteCount += message.count
          return .success(message)
        }
        if state.isFinished { return state.error.map { .failure($0) } ?? .success(nil) }
        if state.waiter != nil {
          return .failure(RPCError(.internalError, "a response stream is read by two tasks at once"))
        }
        state.waiter = continuation
        return nil
      }
      if let ready { continuation.resume(returning: ready) }
    }
    return try result.get()
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
