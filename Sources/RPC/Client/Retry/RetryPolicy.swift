/// How calls are made again that failed (after gRFC A6).
public struct RetryPolicy: Sendable, Hashable {
  /// Calls that one call may become.
  public static let attemptsRange = 2...5

  /// Attempts in all, the first included; 2...5.
  public var attemptsMax = 3
  /// Pause before the second attempt, in milliseconds.
  public var pauseMinMilliseconds = 50
  /// Longest pause between attempts, in milliseconds.
  public var pauseMaxMilliseconds = 1_000
  /// Growth of the pause from one attempt to the next; 1...10.
  public var factor = 2.0
  /// Each pause is made longer or shorter by up to this part of itself, at random; 0...1.
  public var jitter = 0.2
  /// Codes after which a call is repeated whose method may be repeated.
  public var codes: StatusCodeSet = [.unavailable]

  /// The standard policy.
  public init() {}

  /// What is wrong with this policy, each as a sentence; empty when it can be used.
  public var contradictions: [String] {
    var found: [String] = []
    func require(_ holds: Bool, _ sentence: String) {
      if !holds { found.append(sentence) }
    }
    require(RetryPolicy.attemptsRange.contains(attemptsMax), "the attempts are not 2 to 5")
    require((1...3_600_000).contains(pauseMinMilliseconds), "the first pause is not 1 ms to 1 h")
    require((1...3_600_000).contains(pauseMaxMilliseconds), "the longest pause is not 1 ms to 1 h")
    require(pauseMaxMilliseconds >= pauseMinMilliseconds, "the longest pause is below the first")
    require((1...10).contains(factor), "the factor is not 1 to 10")
    require((0...1).contains(jitter), "the jitter is not 0 to 1")
    require(!codes.isEmpty, "there are no codes to repeat after")
    return found
  }
}
