import RPC
import TestSupport

/// What a simulated call is to be: what its caller and its handler do, drawn when it is made.
struct CallPlan {
  /// How the caller and the handler of a call with many requests take turns.
  enum Manner {
    /// An answer for each request, then the rest.
    case echo
    /// All requests, then all answers.
    case readsFirst
    /// The answers only: the requests stay where they are.
    case readsNothing
  }

  let method: AnyMethod
  let requestSizes: [Int]
  let answerSizes: [Int]
  let manner: Manner
  /// The handler's error, thrown before the answer of this index; nil = none.
  let failsBeforeAnswer: Int?
  let timeoutNanoseconds: Int?
  /// When the caller's task is cancelled, after the call was made.
  let cancelsAfterNanoseconds: Int?
  /// After how many answers the caller ends the call.
  let stopsAfterAnswers: Int?
  /// Longest pause of the caller between two of its steps, in nanoseconds; 0 = none.
  let callerPauseMax: Int
  /// Longest pause of the handler between two of its steps.
  let handlerPauseMax: Int
  /// Whether the handler finishes its pauses although its call is over.
  let ignoresCancellation: Bool
  /// Whether the handler runs on another executor than the connection's.
  let isElsewhere: Bool
  /// Whether the handler waits for the server's end, as a watch does.
  let isWatch: Bool
  let hasMetadata: Bool
  let compresses: Bool
  let waitsForReady: Bool
  let repeatsUnprocessed: Bool

  init(_ profile: RuntimeProfile, _ random: inout SeededGenerator) {
    let method = random.pick(SimulatedMethods.all)
    let size = random.pick([20, 200, 700])
    self.method = method
    requestSizes = CallPlan.sizes(method.kind == .clientStreaming || method.kind == .bidirectional, size, &random)
    answerSizes = CallPlan.sizes(method.kind == .serverStreaming || method.kind == .bidirectional, size, &random)
    manner = profile.isCalm ? random.pick([.echo, .readsFirst]) : random.pick([.echo, .readsFirst, .readsNothing])
    failsBeforeAnswer = random.chance(15) ? random.within(0, answerSizes.count) : nil
    let isWatch = !profile.isCalm && method.kind == .serverStreaming && random.chance(20)
    self.isWatch = isWatch
    let hasDeadline = isWatch || random.chance(profile.deadlinePercent)
    timeoutNanoseconds = hasDeadline ? random.pick([1, 100_000, 3_000_000, 40_000_000]) + random.below(1_000_000) : nil
    let givesUp = random.chance(profile.givingUpPercent)
    cancelsAfterNanoseconds = givesUp && random.chance(60) ? random.pick([0, 50_000, 5_000_000]) : nil
    stopsAfterAnswers = givesUp && random.chance(50) && method.kind != .unary ? random.below(4) : nil
    callerPauseMax = random.pick([0, 0, 100_000, 4_000_000])
    handlerPauseMax = random.pick([0, 0, 100_000, 4_000_000])
    ignoresCancellation = random.chance(30)
    isElsewhere = random.chance(30)
    hasMetadata = random.chance(30)
    compresses = random.chance(30)
    waitsForReady = random.chance(30)
    repeatsUnprocessed = random.chance(80)
  }

  private static func sizes(_ areMany: Bool, _ most: Int, _ random: inout SeededGenerator) -> [Int] {
    (0..<(areMany ? random.within(0, 5) : 1)).map { _ in random.size(upTo: most) }
  }

  /// What the handler's error says.
  static let plannedError = RPCError(.failedPrecondition, "as planned")
}
