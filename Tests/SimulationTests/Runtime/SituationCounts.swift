import RPC

/// How often runs met what they are there for.
struct SituationCounts {
  /// What goes wrong, by its number.
  enum Mischief: Int, CaseIterable {
    case loss, stallToServer, stallToClient, drain, serverCloses, failsOnWrite, silence
  }

  /// What a few hundred runs have to meet.
  static let expected: [String] =
    Mischief.allCases.map { "\($0)" } + SimulatedMethods.all.map { "a call of \($0.name)" }
    + [StatusCode.ok, .cancelled, .deadlineExceeded, .unavailable, .resourceExhausted, .failedPrecondition]
    .map { "a call ends with \($0)" }
    + [
      "a call that was not processed", "a call that fails after an answer",
      "a call that is given up while it is answered", "a call that several handlers answer", "a watch",
      "a handler on another executor", "an open stream with nothing under way",
      "a call that waits to be sent once more",
    ]

  private(set) var all: [String: Int] = [:]

  mutating func met(_ situation: String, times: Int = 1) {
    all[situation, default: 0] += times
  }

  mutating func met(_ mischief: Mischief) { met("\(mischief)") }

  /// Notes what there was about a call that has ended.
  mutating func ended(_ call: RuntimeCall) {
    met("a call ends with \(call.error?.code ?? .ok)")
    met("a call of \(call.plan.method.name)")
    if call.error?.isNotProcessed == true { met("a call that was not processed") }
    if call.error != nil && call.answerCount > 0 { met("a call that fails after an answer") }
    if call.handlerCount > 0 && call.isGivenUp { met("a call that is given up while it is answered") }
    if call.handlerCount > 1 { met("a call that several handlers answer") }
    if call.handlerCount > 0 && call.plan.isWatch { met("a watch") }
    if call.handlerCount > 0 && call.plan.isElsewhere { met("a handler on another executor") }
  }

  mutating func add(_ other: SituationCounts) {
    all.merge(other.all) { $0 + $1 }
  }
}
