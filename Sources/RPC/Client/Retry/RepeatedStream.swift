internal import Synchronization

/// A streaming call that may be made again. Attempts run in a task of their own, up to the first answer; requests are
/// kept and sent by another task, the pump of the attempt, until the call is committed and the caller's sends go
/// straight to the exchange.
final class RepeatedStream: Sendable {
  fileprivate struct State {
    var buffer: ReplayBuffer
    var isFinished = false
    /// The last attempt; 0 = none yet.
    var attemptNumber = 0
    /// Its exchange; nil between two attempts, and when there are several at once.
    var current: (any StreamingExchange)?
    /// The present attempt takes no more requests.
    var isPumpBroken = false
    /// Sends go straight to the exchange.
    var isDirect = false
    var outcome: Result<OpenedStream, RPCError>?
    var isFirstTaken = false
    var task: Task<Void, Never>?
    var isCancelled = false
    /// Counts changes, so that none is missed between looking and waiting.
    var version = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let method: AnyMethod
  private let request: [UInt8]?
  private let requestBytesMax: Int
  private let next: any Channel
  private let state: Mutex<State>

  /// Begins the call.
  init(
    method: AnyMethod,
    request: [UInt8]?,
    settings: MethodConfiguration,
    options: CallOptions,
    next: any Channel,
    repeater: CallRepeater
  ) {
    self.method = method
    self.request = request
    self.next = next
    requestBytesMax = settings.requestBytesMax ?? .max
    state = Mutex(State(buffer: ReplayBuffer(bytesMax: settings.replayBytesMax)))
    let task = Task {
      let outcome: Result<OpenedStream, RPCError>
      do throws(RPCError) {
        outcome = .success(try await self.run(settings.repetition, options, repeater))
      } catch {
        outcome = .failure(error)
      }
      self.settle(outcome)
    }
    let isCancelled = state.withLock { state in
      state.task = task
      return state.isCancelled
    }
    if isCancelled { task.cancel() }
  }

  // MARK: Attempts

  private func run(
    _ repetition: Repetition,
    _ options: CallOptions,
    _ repeater: CallRepeater
  ) async throws(RPCError) -> OpenedStream {
    let isSafe = method.idempotency != .unknown
    switch repetition {
    case .hedging(let policy):
      return try await repeater.hedge(policy, isSafe: isSafe, options: options) { attempt throws(RPCError) in
        try await self.attempt(attempt, isOneOfSeveral: true)
      }
    case .retry(let policy):
      return try await repeater.retry(
        policy,
        isSafe: isSafe,
        options: options,
        isCommitted: { self.state.withLock { $0.buffer.isCommitted } },
        attempt: { attempt throws(RPCError) in try await self.attempt(attempt, isOneOfSeveral: false) }
      )
    case .none:
      return try await attempt(AttemptOptions(options: options, number: 1), isOneOfSeveral: false)
    }
  }

  private func attempt(_ attempt: AttemptOptions, isOneOfSeveral: Bool) async throws(RPCError) -> OpenedStream {
    let exchange = try next.stream(method, request: request, options: attempt.options)
    if isOneOfSeveral { return OpenedStream(exchange: exchange, first: try await exchange.nextResponse()) }
    begin(exchange, attempt.number)
    do throws(RPCError) {
      return OpenedStream(exchange: exchange, first: try await exchange.nextResponse())
    } catch {
      // Now, not when the next attempt begins: requests may become too many to be kept before that.
      change { state in
        state.current = nil
        if !state.buffer.isCommitted { state.buffer.rewind() }
      }
      throw error
    }
  }

  private func begin(_ exchange: any StreamingExchange, _ number: Int) {
    change { state in
      state.attemptNumber = number
      state.current = exchange
      state.isPumpBroken = false
    }
    if request == nil { Task { await self.pump(exchange, number) } }
  }

  private func settle(_ outcome: Result<OpenedStream, RPCError>) {
    change { state in
      state.outcome = outcome
      state.current = nil
      state.task = nil
      state.buffer.commit()
    }
  }

  // MARK: The pump

  private enum PumpStep {
    case send(ReplayBuffer.Request)
    case finish
    case stop
  }

  /// Sends the kept requests of an attempt, until the caller's sends can go straight to it, or it is over.
  private func pump(_ exchange: any StreamingExchange, _ number: Int) async {
    while true {
      let step = await when { state -> PumpStep? in
        if !state.isSending(number) { return .stop }
        if let request = state.buffer.next { return .send(request) }
        if state.buffer.isCommitted { state.isDirect = true }
        if state.isFinished { return .finish }
        return state.isDirect ? .stop : nil
      }
      switch step {
      case .send(let request):
        do throws(RPCError) {
          try await exchange.send(request.bytes, isCompressed: request.isCompressed)
          change { if $0.isSending(number) { $0.buffer.noteSent() } }
        } catch {
          // Why, the reader of the answers learns.
          return change { if $0.isSending(number) { $0.isPumpBroken = true } }
        }
      case .finish:
        exchange.finishSending()
        return change { _ in }
      case .stop:
        return change { _ in }
      }
    }
  }

  // MARK: Waiting for changes

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

  /// Waits until the condition has a value.
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

  private enum SendStep {
    case direct(any StreamingExchange)
    /// It is kept; when the call is committed, its sender waits until it is sent.
    case kept(waitsForCount: Int?)
    case over
  }

  private static let overError = RPCError(.cancelled, "nothing more can be sent: the call has ended")

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    if message.count > requestBytesMax { throw .requestTooLarge(message.count, requestBytesMax) }
    var step = SendStep.over
    change { state in
      if state.isFinished || request != nil || state.isDead { return }
      if state.isDirect, let exchange = state.exchange {
        step = .direct(exchange)
      } else {
        state.buffer.append(ReplayBuffer.Request(bytes: message, isCompressed: isCompressed))
        step = .kept(waitsForCount: state.buffer.isCommitted ? state.buffer.count : nil)
      }
    }
    switch step {
    case .over: throw RepeatedStream.overError
    case .direct(let exchange): try await exchange.send(message, isCompressed: isCompressed)
    case .kept(nil): break
    case .kept(.some(let count)):
      let isSent = await withTaskCancellationHandler {
        await when { state in
          if state.buffer.sentCount >= count { return true }
          return state.isDead ? false : nil
        }
      } onCancel: {
        cancel()
      }
      if !isSent { throw RepeatedStream.overError }
    }
  }

  func finishSending() {
    var direct: (any StreamingExchange)?
    change { state in
      if !state.isFinished && state.isDirect { direct = state.exchange }
      state.isFinished = true
    }
    direct?.finishSending()
  }

  func nextResponse() async throws(RPCError) -> [UInt8]? {
    let opened = try await opened()
    let isFirst = state.withLock { state in
      let isFirst = !state.isFirstTaken
      state.isFirstTaken = true
      return isFirst
    }
    return isFirst ? opened.first : try await opened.exchange.nextResponse()
  }

  private func opened() async throws(RPCError) -> OpenedStream {
    if let outcome = state.withLock({ $0.outcome }) { return try outcome.get() }
    let outcome = await withTaskCancellationHandler {
      await when { $0.outcome }
    } onCancel: {
      cancel()
    }
    return try outcome.get()
  }

  private enum MetadataStep {
    case ask(any StreamingExchange, attempt: Int)
    case ended
  }

  func initialMetadata() async -> Metadata {
    var asked = 0
    return await withTaskCancellationHandler {
      while true {
        let step = await when { state -> MetadataStep? in
          switch state.outcome {
          case .success(let opened): return .ask(opened.exchange, attempt: 0)
          case .failure: return .ended
          case nil: break
          }
          guard let current = state.current, state.attemptNumber > asked else { return nil }
          return .ask(current, attempt: state.attemptNumber)
        }
        guard case .ask(let exchange, let attempt) = step else { return [:] }
        let metadata = await exchange.initialMetadata()
        if attempt == 0 { return metadata }
        asked = attempt
        // None, or the attempt failed: that turns out.
        if metadata.isEmpty { continue }
        var isPresent = false
        change { state in
          isPresent = state.isSending(attempt)
          // The caller has seen something of this attempt: it is not made again.
          if isPresent { state.buffer.commit() }
        }
        if isPresent { return metadata }
      }
    } onCancel: {
      cancel()
    }
  }

  var trailers: Metadata {
    if case .success(let opened) = state.withLock({ $0.outcome }) { opened.exchange.trailers } else { [:] }
  }

  func cancel() {
    let (task, exchange) = state.withLock { state in
      state.isCancelled = true
      return (state.task, state.exchange)
    }
    task?.cancel()
    exchange?.cancel()
  }
}

extension RepeatedStream.State {
  /// The exchange that the call is committed to, or tries.
  fileprivate var exchange: (any StreamingExchange)? {
    if case .success(let opened) = outcome { return opened.exchange }
    return current
  }

  /// Whether requests still go to this attempt.
  fileprivate func isSending(_ number: Int) -> Bool {
    switch outcome {
    case .failure: false
    case .success: attemptNumber == number
    case nil: attemptNumber == number && current != nil
    }
  }

  /// Nothing more can be sent.
  fileprivate var isDead: Bool {
    if case .failure = outcome { return true }
    return isPumpBroken && buffer.isCommitted
  }
}
