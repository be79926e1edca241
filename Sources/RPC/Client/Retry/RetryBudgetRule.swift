/// How much of what a channel sends may be repetitions (after gRFC A6's throttling): each failure that could be
/// repeated, and each further attempt of a hedged call, takes one token; each success gives a part of one back; and
/// there are repetitions only while more than half of the tokens are left. So a short failure is repeated in full, and
/// a long one adds only a small share to the load of servers that are in trouble.
public struct RetryBudgetRule: Sendable, Hashable {
  /// Most tokens, and how many there are at first; 1...1000.
  public var tokensMax = 500
  /// What a success gives back; above 0, at most 1, counted in thousandths.
  public var tokenRatio = 0.1

  /// The standard rule.
  public init() {}

  /// What is wrong with this rule, each as a sentence; empty when it can be used.
  public var contradictions: [String] {
    var found: [String] = []
    if !(1...1000).contains(tokensMax) { found.append("the tokens of the budget are not 1 to 1000") }
    if !(0.001...1).contains(tokenRatio) { found.append("the ratio of the budget is not 0.001 to 1") }
    return found
  }
}
