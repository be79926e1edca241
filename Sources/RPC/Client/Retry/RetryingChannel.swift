/// A channel that makes the calls of another one as a service configuration says: with timeouts, limits and compression
/// by method, and again when they failed, or more than once from the start.
///
/// A call is repeated when its failure says that it was not processed, or when its method may be processed twice and
/// the policy names the code; never when the server forbids it (`RPCError.isNotRetryable`), never earlier than the
/// server asks (`RPCError.retryAfter`), never once an answer was delivered, never beyond the call's time, and not when
/// the budget is spent. `CallOptions.attempt` counts up. Exactly one layer repeats: the channels below no longer do; a
/// call whose options forbid it (`CallOptions.repeatsUnprocessed`) is made once; what was repeated in vain ends with
/// `isNotRetryable`; and calls made while a repeated call is being answered are repeated only when they were not
/// processed.
///
/// Closing it closes the other channel.
public final class RetryingChannel: Channel {
  private let next: any Channel
  private let configuration: ServiceConfiguration
  private let repeater: CallRepeater

  /// A channel around another one.
  /// - Parameters:
  ///   - driver: the loop whose clock counts pauses.
  ///   - seed: where pauses at random begin; nil = anywhere. For tests.
  public init(
    around next: any Channel,
    configuration: ServiceConfiguration = ServiceConfiguration(),
    driver: any LoopDriver,
    seed: UInt64? = nil
  ) {
    let contradictions = configuration.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    self.next = next
    self.configuration = configuration
    repeater = CallRepeater(
      configuration.retryBudget,
      driver: driver,
      seed: seed ?? UInt64.random(in: 0 ... .max)
    )
  }

  /// What is left of the budget, in tokens.
  public var budgetTokens: Double { Double(repeater.budget.thousandths) / 1000 }

  /// See `Channel.close`.
  public func close() async {
    await next.close()
  }

  /// See `Channel.unary`.
  public func unary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> UnaryAnswer {
    let settings = configuration.configuration(of: method)
    if let error = RetryingChannel.tooLarge(request.count, settings) { throw error }
    let options = settings.applied(to: options).inheriting(CallContext.current)
    let isSafe = method.idempotency != .unknown
    switch options.repeatsUnprocessed ? settings.repetition : .none {
    case .none:
      return try await next.unary(method, request: request, options: options)
    case .retry(let policy):
      return try await repeater.retry(policy, isSafe: isSafe, options: options) { attempt throws(RPCError) in
        try await next.unary(method, request: request, options: attempt.options)
      }
    case .hedging(let policy):
      return try await repeater.hedge(policy, isSafe: isSafe, options: options) {
        [next] attempt throws(RPCError) in
        try await next.unary(method, request: request, options: attempt.options)
      }
    }
  }

  /// See `Channel.stream`. A call with one request is repeated until its first answer; one with many, until more
  /// requests were sent than are kept. Hedging is for calls with one request.
  public func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    let settings = configuration.configuration(of: method)
    if let request, let error = RetryingChannel.tooLarge(request.count, settings) { throw error }
    let options = settings.applied(to: options).inheriting(CallContext.current)
    if let timeout = options.timeout, timeout <= .zero {
      throw RPCError(.deadlineExceeded, "no time was left for the call; it was not sent", isNotProcessed: true)
    }
    if let violation = options.metadata.violation { throw RPCError(.invalidArgument, violation) }
    switch options.repeatsUnprocessed ? settings.repetition : .none {
    case .hedging where request == nil, .none:
      let exchange = try next.stream(method, request: request, options: options)
      guard request == nil, let requestBytesMax = settings.requestBytesMax else { return exchange }
      return LimitedExchange(wrapped: exchange, requestBytesMax: requestBytesMax)
    case .retry, .hedging:
      let call = RepeatedStream(
        method: method,
        request: request,
        settings: settings,
        options: options,
        next: next,
        repeater: repeater
      )
      let exchange = RepeatedExchange(call)
      return exchange
    }
  }

  static func tooLarge(_ byteCount: Int, _ settings: MethodConfiguration) -> RPCError? {
    guard let most = settings.requestBytesMax, byteCount > most else { return nil }
    return .requestTooLarge(byteCount, most)
  }
}
