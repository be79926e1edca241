import Testing

@testable import RPC

@Suite("Several attempts at once, decided")
struct HedgingStateTests {
  private static let millisecond: Int64 = 1_000_000

  private var policy: HedgingPolicy {
    var policy = HedgingPolicy()
    policy.attemptsMax = 3
    policy.delayMilliseconds = 20
    policy.nonFatalCodes = [.unavailable]
    return policy
  }

  private var full: RetryBudget { RetryBudget(RetryBudgetRule()) }

  private func timer(_ number: Int, milliseconds: Int64) -> HedgingAction {
    .setTimer(number: number, nanoseconds: milliseconds * Self.millisecond)
  }

  @Test("the next attempt is sent after the delay, until there are as many as allowed")
  func delays() {
    var budget = full
    var state = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    #expect(state.begin(nowNanoseconds: 0, budget: budget) == [.start, timer(1, milliseconds: 20)])
    #expect(
      state.timerFired(number: 1, nowNanoseconds: 0, budget: &budget) == [.start, timer(2, milliseconds: 20)]
    )
    #expect(state.timerFired(number: 1, nowNanoseconds: 0, budget: &budget) == [], "an old timer")
    #expect(state.timerFired(number: 2, nowNanoseconds: 0, budget: &budget) == [.start])
    #expect(budget.thousandths == 498_000, "each further attempt takes a token")
  }

  @Test("after a failure that is not fatal the next attempt is sent at once; the last failure ends the call")
  func nonFatal() {
    var budget = full
    var state = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    _ = state.begin(nowNanoseconds: 0, budget: budget)
    #expect(
      state.failed(.refused, nowNanoseconds: 0, budget: &budget) == [.start, timer(2, milliseconds: 20)]
    )
    #expect(state.failed(.refused, nowNanoseconds: 0, budget: &budget) == [.start])
    guard case .end(let error) = state.failed(.refused, nowNanoseconds: 0, budget: &budget).first else {
      Issue.record("the call goes on")
      return
    }
    #expect(error.code == .unavailable && error.isNotRetryable)
  }

  @Test("that one attempt was not processed says nothing of another that still runs, or has failed")
  func notProcessed() {
    var budget = full
    let unsent = RPCError(.cancelled, "", isNotProcessed: true)
    var alone = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    _ = alone.begin(nowNanoseconds: 0, budget: budget)
    #expect(alone.givenUp(unsent).isNotProcessed)
    var running = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    _ = running.begin(nowNanoseconds: 0, budget: budget)
    _ = running.timerFired(number: 1, nowNanoseconds: 0, budget: &budget)
    var given = running
    #expect(!given.givenUp(unsent).isNotProcessed)
    let fatal = RPCError(.notFound, "", isNotProcessed: true)
    guard case .end(let error) = running.failed(fatal, nowNanoseconds: 0, budget: &budget).first else {
      Issue.record("the call goes on")
      return
    }
    #expect(error.code == .notFound && !error.isNotProcessed)
    var lost = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    _ = lost.begin(nowNanoseconds: 0, budget: budget)
    _ = lost.failed(RPCError(.unavailable, ""), nowNanoseconds: 0, budget: &budget)
    #expect(!lost.givenUp(unsent).isNotProcessed)
  }

  @Test("a fatal failure ends the call although other attempts are running")
  func fatal() {
    var budget = full
    var state = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    _ = state.begin(nowNanoseconds: 0, budget: budget)
    _ = state.timerFired(number: 1, nowNanoseconds: 0, budget: &budget)
    let error = RPCError(.notFound, "", origin: .peer)
    #expect(state.failed(error, nowNanoseconds: 0, budget: &budget) == [.end(error)])
  }

  @Test("a failure while another attempt is running is not the end")
  func running() {
    var budget = full
    var two = policy
    two.attemptsMax = 2
    var state = HedgingState(two, isSafe: true, deadlineNanoseconds: nil)
    _ = state.begin(nowNanoseconds: 0, budget: budget)
    _ = state.timerFired(number: 1, nowNanoseconds: 0, budget: &budget)
    #expect(state.failed(.refused, nowNanoseconds: 0, budget: &budget) == [])
  }

  @Test("no further attempt before the time that a server asks for, whatever else fails")
  func pushback() {
    var budget = full
    var state = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    _ = state.begin(nowNanoseconds: 0, budget: budget)
    _ = state.timerFired(number: 1, nowNanoseconds: 0, budget: &budget)
    let pushback = RPCError.pushback(.milliseconds(300))
    #expect(state.failed(pushback, nowNanoseconds: 0, budget: &budget) == [timer(3, milliseconds: 300)])
    #expect(state.timerFired(number: 2, nowNanoseconds: 0, budget: &budget) == [], "the delay does not count now")
    let later = 100 * Self.millisecond
    #expect(state.failed(.refused, nowNanoseconds: later, budget: &budget) == [timer(4, milliseconds: 200)])
    #expect(state.timerFired(number: 4, nowNanoseconds: 3 * later, budget: &budget) == [.start])
  }

  @Test("a server that forbids repetition ends hedging, not the attempts that are running")
  func forbidden() {
    var budget = full
    var state = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    _ = state.begin(nowNanoseconds: 0, budget: budget)
    _ = state.timerFired(number: 1, nowNanoseconds: 0, budget: &budget)
    var error = RPCError.refused
    error.isNotRetryable = true
    #expect(state.failed(error, nowNanoseconds: 0, budget: &budget) == [])
    #expect(state.timerFired(number: 2, nowNanoseconds: 0, budget: &budget) == [])
    #expect(state.failed(.refused, nowNanoseconds: 0, budget: &budget).count == 1, "that was the last one")
  }

  @Test("a method that may not run twice is sent again only after an attempt that was not processed")
  func unsafeMethod() {
    var budget = full
    var state = HedgingState(policy, isSafe: false, deadlineNanoseconds: nil)
    #expect(state.begin(nowNanoseconds: 0, budget: budget) == [.start])
    #expect(state.failed(.unreached, nowNanoseconds: 0, budget: &budget) == [.start])
    #expect(state.failed(.refused, nowNanoseconds: 0, budget: &budget).count == 1)
    var other = HedgingState(policy, isSafe: false, deadlineNanoseconds: nil)
    _ = other.begin(nowNanoseconds: 0, budget: budget)
    #expect(other.failed(.refused, nowNanoseconds: 0, budget: &budget) == [.end(.refused)])
  }

  @Test("an empty budget allows the first attempt and no other")
  func budget() {
    var rule = RetryBudgetRule()
    rule.tokensMax = 4
    var budget = RetryBudget(rule)
    for _ in 0..<2 { budget.noteFailure() }
    var state = HedgingState(policy, isSafe: true, deadlineNanoseconds: nil)
    #expect(state.begin(nowNanoseconds: 0, budget: budget) == [.start])
    var marked = RPCError.refused
    marked.isNotRetryable = true
    #expect(state.failed(.refused, nowNanoseconds: 0, budget: &budget) == [.end(marked)])
  }

  @Test("no attempt begins when the call's time is over")
  func deadline() {
    var budget = full
    var state = HedgingState(policy, isSafe: true, deadlineNanoseconds: 30 * Self.millisecond)
    #expect(state.begin(nowNanoseconds: 0, budget: budget).count == 2)
    #expect(
      state.timerFired(number: 1, nowNanoseconds: 20 * Self.millisecond, budget: &budget) == [.start],
      "the next one would come too late"
    )
    #expect(state.failed(.refused, nowNanoseconds: 30 * Self.millisecond, budget: &budget) == [])
  }
}
