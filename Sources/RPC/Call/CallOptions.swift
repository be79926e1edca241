/// What a caller wants for one call beside its request.
public struct CallOptions: Sendable {
  /// Time the call may take, from now on; nil = as long as it takes. With zero or less the call fails at once with
  /// DEADLINE_EXCEEDED and is never sent.
  public var timeout: Duration?
  /// Metadata to send.
  public var metadata: Metadata
  /// W3C traceparent to send; empty = none. A tracestate goes with it as metadata, under "tracestate".
  public var traceparent: String
  /// Whether requests should be compressed, where the server takes that and they get smaller.
  public var compressesRequests = false
  /// Whether the server may compress its answers.
  public var acceptsCompressedResponses = true
  /// Largest answer that is accepted, in bytes; nil = what the connection accepts. Never above that.
  public var responseBytesMax: Int?
  /// Whether a call that is made while another one is being answered (see `CallContext.current`) has at most the time
  /// that is left of that one, and belongs to its trace unless it says otherwise. False for work that goes on after it.
  public var inheritsCurrentCall = true
  /// Whether the call waits, within its timeout, until the server can be reached, instead of failing at once with
  /// UNAVAILABLE when it cannot. A call that waits for ever needs a timeout.
  public var waitsForReady = false
  /// Whether a layer below may repeat the call without the caller's notice: a channel makes a call that the server
  /// certainly did not process once more, on another connection; `RetryingChannel` does what its configuration says.
  /// The layer that repeats sets it to false for those below, so that exactly one does.
  public var repeatsUnprocessed = true
  /// How often the call was tried before; set by whoever repeats calls.
  public var attempt: UInt8 = 0
  /// Where earlier attempts of the call went.
  var trail: AttemptTrail?

  /// Options by value.
  public init(timeout: Duration? = nil, metadata: Metadata = [:], traceparent: String = "") {
    self.timeout = timeout
    self.metadata = metadata
    self.traceparent = traceparent
  }

  /// These options with what the call that is being answered now leaves: less time, its trace.
  func inheriting(_ context: CallContext?) -> CallOptions {
    guard inheritsCurrentCall, let context else { return self }
    var inherited = self
    if let left = context.timeRemaining { inherited.timeout = timeout.map { min($0, left) } ?? left }
    if traceparent.isEmpty && !context.traceparent.isEmpty {
      inherited.traceparent = context.traceparent
      if metadata[Tracestate.key] == nil, let state = Tracestate.passed(in: context.metadata) {
        inherited.metadata.append(state, forKey: Tracestate.key)
      }
    }
    inherited.inheritsCurrentCall = false
    return inherited
  }
}
