/// The tokens of a `RetryBudgetRule`, as a value; in thousandths.
struct RetryBudget: Sendable {
  private let thousandthsMax: Int
  private let thousandthsPerSuccess: Int
  private(set) var thousandths: Int

  init(_ rule: RetryBudgetRule) {
    thousandthsMax = rule.tokensMax * 1000
    thousandthsPerSuccess = Int((rule.tokenRatio * 1000).rounded())
    thousandths = thousandthsMax
  }

  /// Whether something may be repeated now.
  var allows: Bool { thousandths > thousandthsMax / 2 }

  var isFull: Bool { thousandths == thousandthsMax }

  mutating func noteFailure() {
    thousandths = max(0, thousandths - 1000)
  }

  mutating func noteSuccess() {
    thousandths = min(thousandthsMax, thousandths + thousandthsPerSuccess)
  }
}
