/// Keeps a full service fair, as a value: how many calls each caller has there, and who gets the next one when there
/// is not enough for all. It has no clock.
///
/// While a service is less than three quarters full everybody gets what he asks for. Above that a caller gets no more
/// than the capacity divided by the number of callers that have called within the last second or two; a small reserve
/// is kept from whoever has his share, so that there is room at once for one that comes anew. So a caller that asks for
/// ten times as much as others is refused, and not they.
///
/// What is shared is, first, the calls in flight that the gateway allows, streams among them; and second, without
/// streams, what the service itself turned out to manage: when it refuses calls because of overload, a tenth less than
/// it had then; and again a little more with each tenth of a second in which it refuses none.
struct CallerShares: Sendable {
  /// Least number of calls that a service is taken to manage.
  static let answeringMin = 32
  /// How long a window is in which callers are counted, in nanoseconds.
  private static let windowNanoseconds: Int64 = 1_000_000_000
  /// How often more is tried, in nanoseconds; and how often less is taken at most.
  private static let stepNanoseconds: Int64 = 100_000_000

  private struct Caller: Sendable {
    var callsInFlight = 0
    var answering = 0
    /// The window in which it called last.
    var window: Int64 = -2
  }

  private var callers: [Caller] = []
  private(set) var callsInFlight = 0
  private(set) var answering = 0
  /// What the service manages; nil = as much as is allowed, as far as is known.
  private(set) var answeringMax: Int?
  private(set) var shedCount: UInt64 = 0
  private var nextStepNanoseconds: Int64 = 0
  private var window: Int64 = 0
  private var seenCount = 0
  private var seenBeforeCount = 0

  /// Callers that share the service now.
  var callerCount: Int { max(seenCount, seenBeforeCount) }

  /// A caller asks for a call, which then counts as in flight if it is admitted.
  /// - Parameter callsMax: calls in flight that are allowed in all.
  mutating func admit(caller: Int, callsMax: Int, nowNanoseconds now: Int64) -> ShareVerdict {
    note(caller, now)
    raise(callsMax, now)
    let own = callers[caller]
    var verdict = verdict(callsInFlight, own.callsInFlight, callsMax - callsMax / 9, callsMax)
    if verdict == .admitted, let most = answeringMax {
      verdict = self.verdict(answering, own.answering, most, most + most / 8)
    }
    guard verdict == .admitted else {
      shedCount &+= 1
      return verdict
    }
    callers[caller].callsInFlight += 1
    callers[caller].answering += 1
    callsInFlight += 1
    answering += 1
    return .admitted
  }

  /// - Parameters:
  ///   - total: what all have.
  ///   - own: what the caller has of it.
  ///   - capacity: what is shared.
  ///   - limit: the same with the reserve for those that have less than their share.
  private func verdict(_ total: Int, _ own: Int, _ capacity: Int, _ limit: Int) -> ShareVerdict {
    if total < capacity - capacity / 4 { return .admitted }
    let share = max(1, capacity / max(1, callerCount))
    if own < share { return total < limit ? .admitted : .full }
    return callerCount > 1 ? .overShare(callsInFlight: own, share: share) : .full
  }

  /// A call turns out to be a stream: how long it lasts is up to its caller, and it costs the service little.
  mutating func becameStream(caller: Int) {
    callers[caller].answering -= 1
    answering -= 1
  }

  /// A call is over.
  mutating func ended(caller: Int, isStream: Bool) {
    callers[caller].callsInFlight -= 1
    callsInFlight -= 1
    if isStream { return }
    callers[caller].answering -= 1
    answering -= 1
  }

  /// The service has refused a call because too much is under way there; the call is not over yet.
  mutating func overloaded(callsMax: Int, nowNanoseconds now: Int64) {
    if answeringMax != nil && now < nextStepNanoseconds - CallerShares.stepNanoseconds * 3 / 4 { return }
    let most = max(CallerShares.answeringMin, answering - max(1, answering / 10))
    answeringMax = min(most, answeringMax ?? callsMax)
    nextStepNanoseconds = now + CallerShares.stepNanoseconds
  }

  /// With time a service is trusted with more, until it has as much as is allowed.
  private mutating func raise(_ callsMax: Int, _ now: Int64) {
    guard var most = answeringMax, now >= nextStepNanoseconds else { return }
    // After a long silence nothing is known any more.
    let steps = min(200, 1 + (now - nextStepNanoseconds) / CallerShares.stepNanoseconds)
    for _ in 0..<steps where most < callsMax { most += max(1, most / 50) }
    answeringMax = most < callsMax ? most : nil
    nextStepNanoseconds += steps * CallerShares.stepNanoseconds
    if nextStepNanoseconds <= now { nextStepNanoseconds = now + CallerShares.stepNanoseconds }
  }

  private mutating func note(_ caller: Int, _ now: Int64) {
    if caller >= callers.count {
      callers += repeatElement(Caller(), count: caller + 1 - callers.count)
    }
    let current = now / CallerShares.windowNanoseconds
    if current != window {
      seenBeforeCount = current == window + 1 ? seenCount : 0
      seenCount = 0
      window = current
    }
    if callers[caller].window != current {
      callers[caller].window = current
      seenCount += 1
    }
  }
}
