/// How many tokens that turn out to be bad are looked at in a second: each costs a signature, 50 us of the loop that
/// all calls share, and costs who sends it nothing. Beyond that, tokens that are not known already are turned away
/// unseen.
struct FailureBudget {
  /// A tenth of a core.
  static let perSecondMax = 2_000

  private var second: Int64 = 0
  private var count = 0

  func isSpent(_ nowUnixSeconds: Int64) -> Bool { second == nowUnixSeconds && count >= FailureBudget.perSecondMax }

  mutating func noteFailure(_ nowUnixSeconds: Int64) {
    if second != nowUnixSeconds {
      second = nowUnixSeconds
      count = 0
    }
    count += 1
  }
}
