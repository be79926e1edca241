/// Limits of a server over all its connections; each connection has its own beside them (`WireLimits`).
public struct ServerLimits: Hashable, Sendable {
  /// Handlers that may run at once, those of cancelled calls included; handlers that run on the event loop at once do
  /// not count, since they never run beside another. 1 to 1000000.
  public var runningHandlersMax = 16_384
  /// Bytes of requests that are put together or wait for their handlers to read them. One connection may hold a
  /// quarter.
  public var requestBytesMax = 536_870_912
  /// Bytes of answers that wait for their callers to take them; beyond that new calls are refused, beyond twice that
  /// answers are dropped. One connection may hold a quarter.
  public var answerBytesMax = 536_870_912
  /// What holds the number of unary calls below what the server manages. Calls of streams do not count, and are not
  /// held back: they may live for days without working. Neither are calls of this protocol's own services, such as
  /// health: an overloaded server must be able to say so.
  public var concurrency = ConcurrencyPolicy.standard

  /// The limits that programs start with.
  public static let standard = ServerLimits()

  /// The standard limits.
  public init() {}

  /// What is wrong with these limits, each as a sentence; empty when they can be used.
  public var contradictions: [String] {
    var found = concurrency.parameters?.contradictions ?? []
    if !(1...1_000_000).contains(runningHandlersMax) { found.append("runningHandlersMax is not in 1...1000000") }
    let range = 4_096...(Int.max / 4)
    if !range.contains(requestBytesMax) { found.append("requestBytesMax is below 4096") }
    if !range.contains(answerBytesMax) { found.append("answerBytesMax is below 4096") }
    return found
  }
}
