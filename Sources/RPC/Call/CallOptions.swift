/// What a caller wants for one call beside its request.
public struct CallOptions: Sendable {
  /// Time the call may take, from now on; nil = as long as it takes. With zero or less the call fails at once with
  /// DEADLINE_EXCEEDED and is never sent.
  public var timeout: Duration?
  /// Metadata to send.
  public var metadata: Metadata
  /// W3C traceparent to send; empty = none.
  public var traceparent: String

  /// Options by value.
  public init(timeout: Duration? = nil, metadata: Metadata = [:], traceparent: String = "") {
    self.timeout = timeout
    self.metadata = metadata
    self.traceparent = traceparent
  }

  /// Options for a call that is made while `context`'s call is being answered: it has the time that is left of that
  /// call, and belongs to its trace. Metadata is not passed on by itself.
  public init(inheriting context: CallContext) {
    timeout = context.timeRemaining
    metadata = [:]
    traceparent = context.traceparent
  }
}
