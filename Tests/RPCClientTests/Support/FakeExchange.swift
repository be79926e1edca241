import Synchronization

@testable import RPC

/// An exchange that the test answers by hand.
final class FakeExchange: StreamingExchange {
  private struct State {
    var sent: [[UInt8]] = []
    var isFinished = false
    var isCancelled = false
    /// The end: nil = not yet.
    var end: Result<Void, RPCError>?
    var answers: [[UInt8]] = []
    var metadata: Metadata?
    var sendsAllowed = Int.max
    var version = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  let options: CallOptions
  let request: [UInt8]?

  init(options: CallOptions = CallOptions(), request: [UInt8]? = nil) {
    self.options = options
    self.request = request
  }

  // MARK: The server's side

  var sent: [[UInt8]] { state.withLock { $0.sent } }
  var isFinished: Bool { state.withLock { $0.isFinished } }
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// How many sends go through before the others wait.
  func allowSends(_ count: Int) { change { $0.sendsAllowed = count } }

  func answer(_ message: [UInt8]) { change { $0.answers.append(message) } }

  func setMetadata(_ metadata: Metadata) { change { $0.metadata = metadata } }

  func end(_ error: RPCError? = nil) {
    change { state in
      if state.end == nil { state.end = error.map { .failure($0) } ?? .success(()) }
    }
  }

  /// Waits until the server has seen so many requests.
  func waitForSent(_ count: Int) async { await when { $0.sent.count >= count ? true : nil } }

  func waitForFinish() async { await when { $0.isFinished ? true : nil } }

  func waitForCancel() async { await when { $0.isCancelled ? true : nil } }

  private func change(_ body: (inout State) -> Void) {
    let waiters = state.withLock { state in
      body(&state)
      state.version += 1
      let waiters = state.waiters
      state.waiters = []
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  @discardableResult
  private func when<Value>(_ condition: (inout State) -> Value?) async -> Value {
    while true {
      let (value, version) = state.withLock { (condition(&$0), $0.version) }
      if let value { return value }
      await withCheckedContinuation { continuation in
        let isOld = state.withLock { state in
          if state.version == version { state.waiters.append(continuation) }
          return state.version != version
        }
        if isOld { continuation.resume() }
      }
    }
  }

  // MARK: The caller's side

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    let isOver = await withTaskCancellationHandler {
      await when { state -> Bool? in
        if state.end != nil { return true }
        if state.sent.count >= state.sendsAllowed { return nil }
        state.sent.append(message)
        return false
      }
    } onCancel: {
      cancel()
    }
    if isOver { throw RPCError(.cancelled, "the call has ended") }
    change { _ in }
  }

  func finishSending() { change { $0.isFinished = true } }

  func nextResponse() async throws(RPCError) -> [UInt8]? {
    let result = await withTaskCancellationHandler {
      await when { state -> Result<[UInt8]?, RPCError>? in
        if !state.answers.isEmpty { return .success(state.answers.removeFirst()) }
        switch state.end {
        case .success: return .success(nil)
        case .failure(let error): return .failure(error)
        case nil: return nil
        }
      }
    } onCancel: {
      cancel()
    }
    return try result.get()
  }

  func initialMetadata() async -> Metadata {
    await withTaskCancellationHandler {
      await when { state -> Metadata? in
        if let metadata = state.metadata { return metadata }
        return state.end != nil || !state.answers.isEmpty ? [:] : nil
      }
    } onCancel: {
      cancel()
    }
  }

  var trailers: Metadata { ["trailer": "fake"] }

  func cancel() {
    change { state in
      state.isCancelled = true
      if state.end == nil { state.end = .failure(RPCError(.cancelled, "cancelled")) }
    }
  }
}
