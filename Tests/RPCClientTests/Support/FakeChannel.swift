import Synchronization

@testable import RPC

/// A channel that answers as the test says, and how it stands with its address is up to the test too.
final class FakeChannel: ConnectionAwareChannel {
  typealias Answer = @Sendable (CallOptions) async throws(RPCError) -> UnaryAnswer

  private struct State {
    var connectivity = Connectivity.idle
    var observer: (@Sendable (Connectivity) -> Void)?
    var answer: Answer
    var calls: [CallOptions] = []
    var requests: [[UInt8]] = []
    var exchanges: [FakeExchange] = []
    var streamError: RPCError?
    var connectCount = 0
    var isClosed = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>
  let name: String
  /// What `connect` leads to; nil = nothing.
  let connectsTo: Connectivity?

  init(
    _ name: String = "fake",
    connectsTo: Connectivity? = .ready,
    answer: @escaping Answer = { _ throws(RPCError) in UnaryAnswer(message: []) }
  ) {
    self.name = name
    self.connectsTo = connectsTo
    state = Mutex(State(answer: answer))
  }

  // MARK: What the test does

  func setAnswer(_ answer: @escaping Answer) { state.withLock { $0.answer = answer } }

  /// Answers with the errors in turn, then well.
  func fail(with errors: [RPCError]) {
    let left = Mutex(errors)
    setAnswer { _ throws(RPCError) in
      let error = left.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      if let error { throw error }
      return UnaryAnswer(message: [1])
    }
  }

  func setConnectivity(_ connectivity: Connectivity) {
    let observer = state.withLock { state in
      state.connectivity = connectivity
      return state.observer
    }
    observer?(connectivity)
  }

  func setStreamError(_ error: RPCError?) { state.withLock { $0.streamError = error } }

  var calls: [CallOptions] { state.withLock { $0.calls } }
  var requests: [[UInt8]] { state.withLock { $0.requests } }
  var exchanges: [FakeExchange] { state.withLock { $0.exchanges } }
  var connectCount: Int { state.withLock { $0.connectCount } }
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Waits until so many calls, of all kinds, have come.
  func waitForCalls(_ count: Int) async {
    while true {
      if state.withLock({ $0.calls.count >= count }) { return }
      await withCheckedContinuation { continuation in
        let isLate = state.withLock { state in
          if state.calls.count < count { state.waiters.append(continuation) }
          return state.calls.count >= count
        }
        if isLate { continuation.resume() }
      }
    }
  }

  private func note(_ options: CallOptions, request: [UInt8]?, exchange: FakeExchange? = nil) -> State {
    let (copy, waiters) = state.withLock { state in
      state.calls.append(options)
      if let request { state.requests.append(request) }
      if let exchange { state.exchanges.append(exchange) }
      let waiters = state.waiters
      state.waiters = []
      return (state, waiters)
    }
    for waiter in waiters { waiter.resume() }
    return copy
  }

  // MARK: ConnectionAwareChannel

  var connectivity: Connectivity { state.withLock { $0.connectivity } }

  func observeConnectivity(_ observer: @escaping @Sendable (Connectivity) -> Void) {
    let present = state.withLock { state in
      state.observer = observer
      return state.connectivity
    }
    observer(present)
  }

  func connect() {
    state.withLock { $0.connectCount += 1 }
    if let connectsTo { setConnectivity(connectsTo) }
  }

  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer {
    let answer = note(options, request: request).answer
    return try await answer(options)
  }

  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    let exchange = FakeExchange(options: options, request: request)
    if let error = note(options, request: request, exchange: exchange).streamError { throw error }
    return exchange
  }

  func close() async {
    state.withLock { $0.isClosed = true }
    setConnectivity(.closed)
  }
}
