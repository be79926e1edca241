/// How a call is sent to several servers, one after another, without waiting for failures: the first good answer counts
/// (after gRFC A6). It makes the slowest calls faster and costs some work that is thrown away, so it is for methods
/// that may be repeated; others are sent once, and again only when they were certainly not processed.
public struct HedgingPolicy: Sendable, Hashable {
  /// Attempts in all, the first included; 2...5.
  public var attemptsMax = 2
  /// Time without an answer after which the next attempt is sent, in milliseconds; 0 = all at once.
  public var delayMilliseconds = 100
  /// Codes after which the other attempts go on, and the next one is sent at once. Any other error ends the call.
  public var nonFatalCodes: StatusCodeSet = [.unavailable]

  /// The standard policy.
  public init() {}

  /// What is wrong with this policy, each as a sentence; empty when it can be used.
  public var contradictions: [String] {
    var found: [String] = []
    if !RetryPolicy.attemptsRange.contains(attemptsMax) { found.append("the attempts are not 2 to 5") }
    if !(0...3_600_000).contains(delayMilliseconds) { found.append("the delay is not 0 to 1 h") }
    return found
  }
}
