import Testing

@testable import RPC

@Suite("Whether and when a call is made again")
struct RetryStateTests {
  private static let millisecond: Int64 = 1_000_000

  private var policy: RetryPolicy {
    var policy = RetryPolicy()
    policy.attemptsMax = 5
    policy.pauseMinMilliseconds = 100
    policy.pauseMaxMilliseconds = 500
    policy.jitter = 0
    policy.codes = [.unavailable, .aborted]
    return policy
  }

  /// The decisions after these errors; the pauses in milliseconds, the end as nil.
  private func pauses(
    _ errors: [RPCError],
    _ policy: RetryPolicy,
    isSafe: Bool = true,
    deadlineMilliseconds: Int64? = nil,
    random: Double = 0.5
  ) -> [Int64?] {
    var state = RetryState(policy, deadlineNanoseconds: deadlineMilliseconds.map { $0 * Self.millisecond })
    var budget = RetryBudget(RetryBudgetRule())
    var now: Int64 = 0
    return errors.map { error in
      let decision = state.failed(error, isSafe: isSafe, nowNanoseconds: now, random: random, budget: &budget)
      guard case .again(let pause) = decision else { return nil }
      now += pause
      return pause / Self.millisecond
    }
  }

  private func isRepeated(_ error: RPCError, isSafe: Bool) -> Bool {
    pauses([error], policy, isSafe: isSafe) != [nil]
  }

  @Test("pauses grow by the factor up to the longest, and attempts are counted")
  func growth() {
    let errors = Array(repeating: RPCError.refused, count: 5)
    #expect(pauses(errors, policy) == [100, 200, 400, 500, nil])
    var two = policy
    two.attemptsMax = 2
    #expect(pauses(errors, two) == [100, nil, nil, nil, nil])
  }

  @Test("jitter makes a pause longer or shorter by its part at most")
  func jitter() {
    var jittered = policy
    jittered.jitter = 0.2
    #expect(pauses([.refused], jittered, random: 0) == [80])
    #expect(pauses([.refused], jittered, random: 0.5) == [100])
    #expect((118...120).contains(pauses([.refused], jittered, random: 0.999)[0] ?? 0))
  }

  @Test("what may have been processed is repeated only if the method is safe and the code is named")
  func processed() {
    #expect(isRepeated(RPCError(.unavailable, ""), isSafe: true))
    #expect(isRepeated(RPCError(.aborted, ""), isSafe: true))
    #expect(!isRepeated(RPCError(.internalError, ""), isSafe: true))
    #expect(!isRepeated(RPCError(.unavailable, ""), isSafe: false))
  }

  @Test("what was certainly not processed is repeated whatever the method does, if the failure can pass")
  func notProcessed() {
    for isSafe in [true, false] {
      #expect(isRepeated(RPCError(.unavailable, "", isNotProcessed: true), isSafe: isSafe))
      #expect(isRepeated(RPCError(.resourceExhausted, "", isNotProcessed: true), isSafe: isSafe))
      #expect(isRepeated(RPCError(.aborted, "", isNotProcessed: true), isSafe: isSafe))
      for code in [StatusCode.unimplemented, .invalidArgument, .cancelled, .deadlineExceeded, .permissionDenied] {
        #expect(!isRepeated(RPCError(code, "", isNotProcessed: true), isSafe: isSafe), "\(code)")
      }
    }
  }

  @Test("what must not be repeated is not")
  func forbidden() {
    #expect(!isRepeated(RPCError(.unavailable, "", isNotRetryable: true), isSafe: true))
    #expect(!isRepeated(RPCError(.unavailable, "", isNotProcessed: true, isNotRetryable: true), isSafe: true))
  }

  @Test("never earlier than the server asks, and a little later by chance, so that not all come back at once")
  func retryAfter() {
    #expect(pauses([.pushback(.milliseconds(300)), .refused], policy) == [300, 200])
    #expect(pauses([.pushback(.milliseconds(30))], policy) == [100])
    var jittered = policy
    jittered.jitter = 0.2
    #expect(pauses([.pushback(.milliseconds(1_000))], jittered, random: 0) == [1_000])
    #expect((1_199...1_200).contains(pauses([.pushback(.milliseconds(1_000))], jittered, random: 0.999)[0] ?? 0))
  }

  @Test("a wait of more than 30 s that the server asks for is left to the caller")
  func longRetryAfter() {
    #expect(pauses([.pushback(.seconds(30))], policy) == [30_000])
    #expect(pauses([.pushback(.milliseconds(30_001))], policy) == [nil])
  }

  @Test("when the call's time would be over before the next attempt, there is no wait for it")
  func deadline() {
    #expect(pauses([.refused, .refused], policy, deadlineMilliseconds: 301) == [100, 200])
    #expect(pauses([.refused, .refused], policy, deadlineMilliseconds: 300) == [100, nil])
    #expect(pauses([.pushback(.seconds(1))], policy, deadlineMilliseconds: 900) == [nil])
  }

  // MARK: The error at the end

  private func finalError(_ errors: [RPCError], tokensMax: Int = 100) -> RPCError? {
    var state = RetryState(policy, deadlineNanoseconds: nil)
    var rule = RetryBudgetRule()
    rule.tokensMax = tokensMax
    var budget = RetryBudget(rule)
    for error in errors {
      let decision = state.failed(error, isSafe: true, nowNanoseconds: 0, random: 0, budget: &budget)
      if case .end(let final) = decision { return final }
    }
    return nil
  }

  @Test("what was repeated in vain is marked, so that no layer above repeats it again")
  func marked() {
    #expect(finalError(Array(repeating: .refused, count: 5))?.isNotRetryable == true)
    #expect(finalError([.refused, RPCError(.notFound, "")])?.isNotRetryable == true)
    #expect(finalError([RPCError(.notFound, "")])?.isNotRetryable == false, "nothing was repeated")
  }

  @Test("what was not repeated because the budget is spent is marked too")
  func markedByBudget() {
    #expect(finalError([.refused], tokensMax: 1)?.isNotRetryable == true)
  }

  @Test("a call is said to be not processed only when no attempt of it can have been")
  func processedOnce() {
    let unprocessed = RPCError(.notFound, "", isNotProcessed: true)
    #expect(finalError([.unreached, unprocessed])?.isNotProcessed == true)
    #expect(finalError([.refused, unprocessed])?.isNotProcessed == false)
  }

  // MARK: The budget

  @Test("repetitions stop when half of the tokens are gone, and begin again with successes")
  func budget() {
    var rule = RetryBudgetRule()
    rule.tokensMax = 10
    rule.tokenRatio = 0.5
    var budget = RetryBudget(rule)
    for _ in 0..<4 { budget.noteFailure() }
    #expect(budget.allows)
    budget.noteFailure()
    #expect(!budget.allows, "5 of 10 are left: not more than half")
    budget.noteSuccess()
    #expect(budget.allows)
    for _ in 0..<100 { budget.noteFailure() }
    #expect(budget.thousandths == 0)
    for _ in 0..<10 { budget.noteSuccess() }
    #expect(!budget.allows)
    budget.noteSuccess()
    #expect(budget.allows)
    for _ in 0..<100 { budget.noteSuccess() }
    #expect(budget.isFull && budget.thousandths == 10_000)
  }

  @Test("policies and budgets that cannot work are refused, each with a sentence")
  func contradictions() {
    #expect(MethodConfiguration().contradictions == [] && RetryBudgetRule().contradictions == [])
    var retry = RetryPolicy()
    retry.attemptsMax = 6
    retry.pauseMinMilliseconds = 0
    retry.pauseMaxMilliseconds = -1
    retry.factor = 0.9
    retry.jitter = 1.1
    retry.codes = [.ok]
    #expect(retry.contradictions.count == 7)
    var hedging = HedgingPolicy()
    hedging.attemptsMax = 1
    hedging.delayMilliseconds = -1
    #expect(hedging.contradictions.count == 2)
    var rule = RetryBudgetRule()
    rule.tokensMax = 1001
    rule.tokenRatio = 0
    #expect(rule.contradictions.count == 2)
    var configuration = ServiceConfiguration()
    configuration.methods["a/B"] = MethodConfiguration()
    configuration.methods["a/B"]?.timeout = .zero
    #expect(configuration.contradictions == ["a/B: the timeout is not above 0"])
  }
}
