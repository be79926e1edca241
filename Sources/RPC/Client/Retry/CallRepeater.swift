internal import Synchronization

/// Makes the attempts of a channel's calls as their policies say: the shell around `RetryState` and `HedgingState`,
/// with the budget that all calls of the channel share. What an attempt is, a whole unary call or the beginning of a
/// stream, its callers say.
final class CallRepeater: Sendable {
  private struct Shared {
    var budget: RetryBudget
    var random: SeedableRandom
  }

  let driver: any LoopDriver
  private let shared: Mutex<Shared>

  init(_ rule: RetryBudgetRule, driver: any LoopDriver, seed: UInt64) {
    self.driver = driver
    shared = Mutex(Shared(budget: RetryBudget(rule), random: SeedableRandom(seed: seed)))
  }

  var budget: RetryBudget { shared.withLock { $0.budget } }

  func noteSuccess() {
    shared.withLock { shared in
      if !shared.budget.isFull { shared.budget.noteSuccess() }
    }
  }

  // MARK: One attempt after another

  /// - Parameters:
  ///   - isSafe: whether the method may be processed twice.
  ///   - isCommitted: whether the last attempt can no longer be repeated, whatever it ended with.
  func retry<Value>(
    _ policy: RetryPolicy,
    isSafe: Bool,
    options: CallOptions,
    isCommitted: () -> Bool = { false },
    attempt: (AttemptOptions) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let plan = AttemptPlan(options, driver)
    var state = RetryState(policy, deadlineNanoseconds: plan.deadlineNanoseconds)
    var number = 1
    while true {
      do throws(RPCError) {
        let value = try await attempt(try plan.options(attempt: number))
        noteSuccess()
        return value
      } catch {
        if isCommitted() || Task.isCancelled { throw state.ended(error) }
        let isSafeNow = isSafe && !CallRepeater.isUnderRepeatedCall
        let now = driver.nowNanoseconds
        let decision = shared.withLock { shared in
          let random = shared.random.fraction()
          return state.failed(
            error,
            isSafe: isSafeNow,
            nowNanoseconds: now,
            random: random,
            budget: &shared.budget
          )
        }
        switch decision {
        case .end(let final): throw final
        case .again(let pause): await driver.pause(nanoseconds: pause)
        }
        if Task.isCancelled { throw CallRepeater.givenUp }
        number += 1
      }
    }
  }

  static let givenUp = RPCError(.cancelled, "the caller gave the call up")

  /// True in a handler that answers a call which is a repetition itself: then the layer above repeats, and this one
  /// does only what surely had no effect.
  static var isUnderRepeatedCall: Bool { (CallContext.current?.attempt ?? 0) > 0 }

  // MARK: Several attempts at once

  private enum HedgingEvent<Value: Sendable>: Sendable {
    case timer(Int)
    case ended(Result<Value, RPCError>)
  }

  /// - Parameter isSafe: whether the method may be processed twice.
  func hedge<Value: Sendable>(
    _ policy: HedgingPolicy,
    isSafe: Bool,
    options: CallOptions,
    attempt: @escaping @Sendable (AttemptOptions) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let plan = AttemptPlan(options, driver)
    let result = await withTaskGroup(of: HedgingEvent<Value>.self) { group in
      var state = HedgingState(
        policy,
        isSafe: isSafe && !CallRepeater.isUnderRepeatedCall,
        deadlineNanoseconds: plan.deadlineNanoseconds
      )
      var number = 0
      var actions = state.begin(nowNanoseconds: driver.nowNanoseconds, budget: budget)
      while true {
        for action in actions {
          switch action {
          case .start:
            number += 1
            group.addTask { [number] in await CallRepeater.result(plan, number, attempt) }
          case .setTimer(let timer, let nanoseconds):
            group.addTask { [driver] in
              await driver.pause(nanoseconds: nanoseconds)
              return .timer(timer)
            }
          case .end(let error):
            group.cancelAll()
            return Result<Value, RPCError>.failure(error)
          }
        }
        switch await group.next() {
        case nil: return .failure(CallRepeater.givenUp)
        case .ended(.success(let value)):
          noteSuccess()
          group.cancelAll()
          return .success(value)
        case .ended(.failure(let error)) where Task.isCancelled:
          return .failure(state.givenUp(error))
        case .ended(.failure(let error)):
          let now = driver.nowNanoseconds
          actions = shared.withLock { state.failed(error, nowNanoseconds: now, budget: &$0.budget) }
        case .timer(let timer):
          let now = driver.nowNanoseconds
          actions = shared.withLock { state.timerFired(number: timer, nowNanoseconds: now, budget: &$0.budget) }
        }
      }
    }
    return try result.get()
  }

  private static func result<Value: Sendable>(
    _ plan: AttemptPlan,
    _ number: Int,
    _ attempt: @Sendable (AttemptOptions) async throws(RPCError) -> Value
  ) async -> HedgingEvent<Value> {
    do throws(RPCError) {
      return .ended(.success(try await attempt(try plan.options(attempt: number))))
    } catch {
      return .ended(.failure(error))
    }
  }
}
