internal import Synchronization

/// An open call whose exchange comes later: what is asked of it waits until then.
final class DeferredExchange: StreamingExchange {
  private typealias Opened = Result<any StreamingExchange, RPCError>
  private typealias Waiter = CheckedContinuation<Opened, Never>

  private struct State {
    var opened: Opened?
    var waiters: [Waiter] = []
    /// Messages that are waiting to be sent: the end of the requests comes after them.
    var pendingSendCount = 0
    var isFinishWanted = false
    var onCancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  deinit {
    cancel()
  }

  /// Says what is to be done when the call is given up before its exchange has come.
  func setOnCancel(_ body: @escaping @Sendable () -> Void) {
    state.withLock { state in
      if state.opened == nil { state.onCancel = body }
    }
  }

  /// The exchange has come, or never will. The first word counts.
  /// - Returns: false when it came too late, because the call was given up.
  @discardableResult
  func fulfil(_ result: Result<any StreamingExchange, RPCError>) -> Bool {
    let (waiters, isFirst, finishes) = state.withLock { state -> ([Waiter], Bool, Bool) in
      if state.opened != nil { return ([], false, false) }
      let waiters = state.waiters
      state.opened = result
      state.waiters = []
      state.onCancel = nil
      return (waiters, true, state.isFinishWanted && state.pendingSendCount == 0)
    }
    if finishes, case .success(let exchange) = result { exchange.finishSending() }
    for waiter in waiters { waiter.resume(returning: result) }
    return isFirst
  }

  private func opened() async throws(RPCError) -> any StreamingExchange {
    if let opened = state.withLock({ $0.opened }) { return try opened.get() }
    let opened: Opened = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known = state.withLock { state -> Opened? in
          if state.opened == nil { state.waiters.append(continuation) }
          return state.opened
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      cancel()
    }
    return try opened.get()
  }

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    let known = state.withLock { state -> Opened? in
      if state.opened == nil || state.pendingSendCount > 0 { state.pendingSendCount += 1 } else { return state.opened }
      return nil
    }
    switch known {
    case .success(let exchange): return try await exchange.send(message, isCompressed: isCompressed)
    case .failure: throw DeferredExchange.overError
    case nil: break
    }
    let sent: Result<Void, RPCError>
    do throws(RPCError) {
      sent = .success(try await opened().send(message, isCompressed: isCompressed))
    } catch {
      sent = .failure(error)
    }
    let (opened, isLast) = state.withLock { state in
      state.pendingSendCount -= 1
      return (state.opened, state.pendingSendCount == 0 && state.isFinishWanted)
    }
    guard case .success(let exchange) = opened else { throw DeferredExchange.overError }
    if isLast { exchange.finishSending() }
    try sent.get()
  }

  /// How a call that never opened ended is said where its answers are read.
  private static let overError = RPCError(.cancelled, "nothing can be sent: the call has ended")

  func finishSending() {
    let opened = state.withLock { state -> Opened? in
      state.isFinishWanted = true
      return state.pendingSendCount == 0 ? state.opened : nil
    }
    if case .success(let exchange) = opened { exchange.finishSending() }
  }

  func nextResponse() async throws(RPCError) -> [UInt8]? {
    try await opened().nextResponse()
  }

  func initialMetadata() async -> Metadata {
    do throws(RPCError) {
      return try await opened().initialMetadata()
    } catch {
      return [:]
    }
  }

  var trailers: Metadata {
    if case .success(let exchange) = state.withLock({ $0.opened }) { exchange.trailers } else { [:] }
  }

  func cancel() {
    let onCancel = state.withLock { $0.onCancel }
    onCancel?()
    fulfil(.failure(RPCError(.cancelled, "the caller gave the call up before it was sent", isNotProcessed: true)))
    if case .success(let exchange) = state.withLock({ $0.opened }) { exchange.cancel() }
  }
}
