/// How much a server has taken on, for those who watch it.
public struct AdmissionSnapshot: Hashable, Sendable {
  /// Unary calls that may run at once; nil without a limit.
  public var concurrencyLimit: Int?
  /// Unary calls that run and count against that limit.
  public var limitedCallCount = 0
  /// Handlers that run, those of the protocol's own services aside.
  public var runningHandlerCount = 0
  /// Calls that were refused because the limit of unary calls was reached.
  public var shedCallCount: UInt64 = 0
  /// Calls that were refused because of other limits on running handlers.
  public var refusedCallCount: UInt64 = 0
  /// Median latency of unary calls in the last window, in nanoseconds; nil before there was one.
  public var latencyNanoseconds: Int64?
  /// The same without load, as far as it is known.
  public var unloadedLatencyNanoseconds: Int64?
  /// Bytes of requests that are held.
  public var requestByteCount = 0
  /// Bytes of answers that wait.
  public var answerByteCount = 0
}
