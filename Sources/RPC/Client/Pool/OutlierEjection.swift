/// When a pool stops calling a member that answers worse than the others, and for how long (after Envoy's outlier
/// detection and gRFC A50). Failures that count are listed at `MemberVerdict`.
public struct OutlierEjection: Sendable, Hashable {
  /// How often the rules over many calls look at the calls made since the last time, in milliseconds.
  public var intervalMilliseconds = 10_000
  /// How long the first ejection lasts, in milliseconds; the second in a row twice as long, and so on. Each interval
  /// without ejection takes one back.
  public var ejectionMilliseconds = 30_000
  /// How long an ejection lasts at most, in milliseconds.
  public var ejectionMaxMilliseconds = 300_000
  /// Most members that are ejected at once, in percent of all; at least one, never all.
  public var ejectedPercentMax = 10
  /// Failures in a row that eject a member at once; nil = that many do not.
  public var consecutiveFailuresMax: Int? = 5
  /// Ejects members that succeed much less often than the others; nil = does not.
  public var successRate: SuccessRateRule? = SuccessRateRule()
  /// Ejects members that fail more often than a fixed share; nil = does not.
  public var failurePercentage: FailurePercentageRule? = FailurePercentageRule()

  /// The standard rules.
  public init() {}

  /// What is wrong with these rules, each as a sentence; empty when they can be used.
  public var contradictions: [String] {
    var found: [String] = []
    func require(_ holds: Bool, _ sentence: String) {
      if !holds { found.append(sentence) }
    }
    require(intervalMilliseconds >= 1, "intervalMilliseconds is below 1")
    require(ejectionMilliseconds >= 1, "ejectionMilliseconds is below 1")
    require(ejectionMaxMilliseconds >= ejectionMilliseconds, "ejectionMaxMilliseconds is below ejectionMilliseconds")
    require((1...100).contains(ejectedPercentMax), "ejectedPercentMax is not in 1...100")
    require((consecutiveFailuresMax ?? 1) >= 1, "consecutiveFailuresMax is below 1")
    if let successRate {
      require(successRate.deviationFactor > 0, "successRate.deviationFactor is not above 0")
      require(successRate.callsMin >= 1 && successRate.membersMin >= 1, "successRate needs at least 1 call and member")
    }
    if let failurePercentage {
      require((1...100).contains(failurePercentage.failedPercentMin), "failedPercentMin is not in 1...100")
      require(
        failurePercentage.callsMin >= 1 && failurePercentage.membersMin >= 1,
        "failurePercentage needs at least 1 call and member"
      )
    }
    return found
  }
}
