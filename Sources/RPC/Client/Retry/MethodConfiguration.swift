/// How the calls of a method are made. A call's own options count too: the shorter timeout, the smaller limit.
public struct MethodConfiguration: Sendable, Hashable {
  /// Time a call may take, attempts and pauses included; nil = what its options say.
  public var timeout: Duration?
  /// Whether and how calls are repeated.
  public var repetition = Repetition.retry(RetryPolicy())
  /// Whether calls wait until a server can be reached.
  public var waitsForReady = false
  /// Whether requests are compressed.
  public var compressesRequests = false
  /// Largest request that is sent, in bytes before compression; nil = what the server accepts.
  public var requestBytesMax: Int?
  /// Largest answer that is accepted, in bytes; nil = what the connection accepts.
  public var responseBytesMax: Int?
  /// Requests of a call with many of them that are kept for a repetition, in bytes. A call that has sent more is not
  /// repeated.
  public var replayBytesMax = 262_144

  /// The standard configuration: three attempts, no other limits.
  public init() {}

  /// What is wrong with this configuration, each as a sentence; empty when it can be used.
  public var contradictions: [String] {
    var found: [String] = []
    switch repetition {
    case .none: break
    case .retry(let policy): found += policy.contradictions
    case .hedging(let policy): found += policy.contradictions
    }
    if let timeout, timeout <= .zero { found.append("the timeout is not above 0") }
    if let requestBytesMax, requestBytesMax < 0 { found.append("the largest request is below 0 bytes") }
    if let responseBytesMax, responseBytesMax < 0 { found.append("the largest answer is below 0 bytes") }
    if !(0...67_108_864).contains(replayBytesMax) {
      found.append("the bytes kept for a repetition are not 0 to 64 MiB")
    }
    return found
  }

  /// The options of a call, with what this configuration adds to them.
  func applied(to options: CallOptions) -> CallOptions {
    var applied = options
    if let timeout { applied.timeout = options.timeout.map { min($0, timeout) } ?? timeout }
    if waitsForReady { applied.waitsForReady = true }
    if compressesRequests { applied.compressesRequests = true }
    if let responseBytesMax { applied.responseBytesMax = min(options.responseBytesMax ?? .max, responseBytesMax) }
    return applied
  }
}
