/// Decides which calls a server takes on: one for all its connections, which share a loop.
///
/// Unchecked: everything mutable is touched on that loop only; the budgets are safe by themselves.
public final class ServerAdmission: @unchecked Sendable {
  /// How long a caller should wait where nothing is known of latency, in milliseconds.
  private static let pauseMilliseconds = 100

  let limits: ServerLimits
  let requestBytes: ByteBudget
  let answerBytes: ByteBudget
  private let time: any TimeSource
  private var adaptive: AdaptiveLimit?
  private var runningHandlerCount = 0
  private var limitedCallCount = 0
  /// Connections that have calls among those.
  private var busyConnectionCount = 0
  /// Calls that were taken beside the limit and run. Places of calls that end are given back here first.
  private var reservedCallCount = 0
  private var refusedCallCount: UInt64 = 0
  /// Running handlers of methods that have a limit of their own, by the method's index.
  private var methodCounts: [Int] = []

  /// - Parameters:
  ///   - time: the clock of the connections' loop.
  ///   - seed: where jitter comes from.
  public init(limits: ServerLimits = .standard, time: any TimeSource, seed: UInt64 = .random(in: 0 ... .max)) {
    let contradictions = limits.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    self.limits = limits
    self.time = time
    requestBytes = ByteBudget(byteCountMax: limits.requestBytesMax)
    answerBytes = ByteBudget(byteCountMax: limits.answerBytesMax)
    adaptive = limits.concurrency.parameters.map { AdaptiveLimit($0, seed: seed, nowNanoseconds: time.nowNanoseconds) }
  }

  /// What is going on. On the loop.
  public var snapshot: AdmissionSnapshot {
    AdmissionSnapshot(
      concurrencyLimit: adaptive?.limit,
      limitedCallCount: limitedCallCount,
      runningHandlerCount: runningHandlerCount,
      shedCallCount: adaptive?.refusedCount ?? 0,
      refusedCallCount: refusedCallCount,
      latencyNanoseconds: adaptive?.latencyNanoseconds,
      unloadedLatencyNanoseconds: adaptive?.unloadedNanoseconds,
      requestByteCount: requestBytes.byteCount,
      answerByteCount: answerBytes.byteCount
    )
  }

  /// Why no handler of the method may be started now; nil when one may. On the loop.
  /// - Parameter ownCount: calls of the connection that count against the limit.
  func refusal(of method: RegisteredMethod, ownCount: Int) -> RPCError? {
    if let limit = method.runningHandlersMax, count(of: method) >= limit {
      refusedCallCount += 1
      return overloaded("more than \(limit) calls of \(method.path) are running")
    }
    if method.isExempt { return nil }
    if runningHandlerCount >= limits.runningHandlersMax {
      refusedCallCount += 1
      return overloaded("more than \(limits.runningHandlersMax) calls are running")
    }
    if !method.isLimited { return nil }
    return shedding(ownCount)
  }

  private func shedding(_ ownCount: Int) -> RPCError? {
    guard let adaptive, limitedCallCount >= adaptive.limit else { return nil }
    if isReserved(ownCount, adaptive) {
      reservedCallCount += 1
      return nil
    }
    let limit = adaptive.limit
    var error = RPCError.overloaded("the server works on \(limit) calls, which is what it manages now")
    error.retryAfter = self.adaptive?.refuse()
    return error
  }

  /// Beside the limit a few places are kept for connections that have far less than their share of it: whoever calls
  /// now and then is not kept out by others that call as often as they can.
  private func isReserved(_ ownCount: Int, _ adaptive: AdaptiveLimit) -> Bool {
    let share = adaptive.limit / (busyConnectionCount + (ownCount == 0 ? 1 : 0))
    return 2 * ownCount < share && limitedCallCount < adaptive.limit + adaptive.reserve
  }

  /// An error for what was refused for another reason than its number, with a time after which to try again.
  func overloaded(_ message: String) -> RPCError {
    var error = RPCError.overloaded(message)
    error.retryAfter = adaptive?.pause() ?? .milliseconds(ServerAdmission.pauseMilliseconds)
    return error
  }

  /// A handler was started. On the loop.
  /// - Parameter ownCount: calls of the connection that count against the limit, with this one when it does.
  func started(_ method: RegisteredMethod, ownCount: inout Int) {
    if method.runningHandlersMax != nil { setCount(of: method, to: count(of: method) + 1) }
    if method.isExempt { return }
    runningHandlerCount += 1
    if !method.isLimited { return }
    limitedCallCount += 1
    ownCount += 1
    if ownCount == 1 { busyConnectionCount += 1 }
  }

  /// A handler has returned. On the loop.
  /// - Parameter ownCount: as in `started`.
  func ended(_ call: ServerCall, ownCount: inout Int) {
    let method = call.method
    if method.runningHandlersMax != nil { setCount(of: method, to: count(of: method) - 1) }
    if method.isExempt { return }
    runningHandlerCount -= 1
    guard method.isLimited else { return }
    limitedCallCount -= 1
    ownCount -= 1
    if ownCount == 0 { busyConnectionCount -= 1 }
    let runningCount = limitedCallCount + 1 - reservedCallCount
    if reservedCallCount > 0 { reservedCallCount -= 1 }
    guard adaptive != nil, adaptive?.wantsSample() == true else { return }
    record(call, runningCount: runningCount)
  }

  /// Calls that were answered well say how fast the server is. So do those whose time ran out: it is not faster than
  /// that. Others, refused for what they asked or given up by their callers, say nothing.
  private func record(_ call: ServerCall, runningCount: Int) {
    let now = time.nowNanoseconds
    let isLate = call.handlerCode == nil && (call.context.deadlineNanoseconds ?? .max) <= now
    guard call.handlerCode == .ok || isLate else { return }
    adaptive?.record(
      latencyNanoseconds: now - call.handlerStartedNanoseconds,
      runningCount: runningCount,
      nowNanoseconds: now
    )
  }

  private func count(of method: RegisteredMethod) -> Int {
    method.number < methodCounts.count ? methodCounts[method.number] : 0
  }

  private func setCount(of method: RegisteredMethod, to count: Int) {
    while methodCounts.count <= method.number { methodCounts.append(0) }
    methodCounts[method.number] = count
  }
}
