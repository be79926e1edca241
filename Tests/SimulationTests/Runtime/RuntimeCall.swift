import Messages
import RPC

/// A call of a simulation: what was planned, and what both its ends have seen.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class RuntimeCall: @unchecked Sendable {
  let number: Int
  let plan: CallPlan
  let world: SimulatedWorld
  let startedNanoseconds: Int64
  /// Whether several handlers may answer it.
  let isRepeatable: Bool
  var task: Task<Void, Never>?
  /// True once the caller has done something that may end the call early.
  var isGivenUp = false
  private(set) var hasEnded = false
  /// How it ended for its caller; nil also for a good end.
  private(set) var error: RPCError?
  private(set) var answerCount = 0
  private(set) var handlerCount = 0
  private(set) var runningHandlerCount = 0

  init(number: Int, plan: CallPlan, world: SimulatedWorld, isRepeatable: Bool) {
    self.number = number
    self.plan = plan
    self.world = world
    self.isRepeatable = isRepeatable
    startedNanoseconds = world.nowNanoseconds
  }

  var description: String { "call \(number) (\(plan))" }

  // MARK: The handler's side

  func handlerBegan() {
    world.note(.handlerBegan, number)
    handlerCount += 1
    runningHandlerCount += 1
    world.expect(handlerCount == 1 || isRepeatable, "\(handlerCount) handlers have answered \(description)")
    world.expect(error?.isNotProcessed != true, "a handler begins after NOT_PROCESSED was told of \(description)")
  }

  func handlerEnded() {
    world.note(.handlerEnded, number)
    runningHandlerCount -= 1
  }

  // MARK: The caller's side

  /// An answer has come.
  func received(_ bytes: [UInt8]) {
    world.note(.answer, number, answerCount)
    world.expect(!hasEnded, "an answer comes after the end of \(description)")
    let index = answerCount
    answerCount += 1
    guard index < plan.answerSizes.count else { return world.fail("answer \(index) of \(description)") }
    guard let note = try? Note(decodingBytes: bytes) else {
      return world.fail("answer \(index) of \(description) does not decode")
    }
    let isRight = note.isNote(of: number, index: index, byteCount: plan.answerSizes[index])
    world.expect(isRight, "\(note.lastStream)/\(note.code) comes as answer \(index) of \(description)")
  }

  /// The call has ended for its caller.
  func ended(_ error: RPCError?) {
    world.note(.callEnded, number, Int(error?.code.rawValue ?? 0), error?.description ?? "")
    world.expect(!hasEnded, "\(description) ends twice")
    hasEnded = true
    self.error = error
    if let error { checkError(error) } else { checkGoodEnd() }
  }

  private func checkGoodEnd() {
    world.expect(
      handlerCount == 1 || (isRepeatable && handlerCount > 0),
      "\(description) ends well with \(handlerCount) handlers"
    )
    world.expect(answerCount == expectedAnswerCount, "\(description) ends well with \(answerCount) answers")
    world.expect(plan.failsBeforeAnswer == nil, "\(description) ends well although its handler fails")
  }

  /// Answers that a good end takes.
  private var expectedAnswerCount: Int {
    switch plan.method.kind {
    case .unary, .clientStreaming: 1
    case .serverStreaming, .bidirectional: plan.answerSizes.count
    }
  }

  private func checkError(_ error: RPCError) {
    world.expect(
      !(error.isNotProcessed && handlerCount > 0),
      "NOT_PROCESSED is told of \(description), whose handler has begun: \(error)"
    )
    switch error.code {
    case .failedPrecondition:
      world.expect(plan.failsBeforeAnswer != nil, "\(description) fails against its plan")
    case .cancelled:
      world.expect(isGivenUp, "\(description) ends with CANCELLED, and nobody gave it up: \(error)")
    case .deadlineExceeded:
      checkDeadline()
    case .unavailable, .resourceExhausted:
      break
    default:
      world.fail("\(description) ends with \(error)")
    }
  }

  private func checkDeadline() {
    guard let timeout = plan.timeoutNanoseconds else {
      return world.fail("\(description) ends with DEADLINE_EXCEEDED, and has none")
    }
    let age = world.nowNanoseconds - startedNanoseconds
    world.expect(age >= Int64(timeout), "\(description) ends with DEADLINE_EXCEEDED after \(age) ns")
  }
}
