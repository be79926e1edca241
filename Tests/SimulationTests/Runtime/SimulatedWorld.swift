import Glibc
import TestSupport

/// What makes a run of the whole runtime repeatable: one thread, a clock that is moved by hand, and a seed that chooses
/// what happens next among all that could: a body of a loop, a job of a task, bytes that arrive, a bit of time.
///
/// Unchecked: touched by the thread that runs the simulation only, which `checkThread` holds at every way in: whatever
/// the runtime let escape to another thread would end the run.
final class SimulatedWorld: @unchecked Sendable {
  var random: SeededGenerator
  private(set) var nowNanoseconds: Int64 = 0
  /// The first invariant that did not hold.
  private(set) var failure: SimulationFailure?
  private(set) var trace: SimulationTrace
  /// How many times of 100 the clock moves although there is something to do.
  var timePercent = 0
  /// How far it moves then, in nanoseconds.
  var timeStepMaxNanoseconds = 1
  private var sources: [any EventSource] = []
  private var ready: [Int] = []
  private var timers: [SimulatedTimer] = []
  private let thread = pthread_self()

  init(seed: UInt64, keepsLog: Bool) {
    random = SeededGenerator(seed: seed)
    trace = SimulationTrace(keepsLog: keepsLog)
  }

  /// Ends the run unless it is on its own thread.
  func checkThread() {
    precondition(pthread_equal(thread, pthread_self()) != 0, "the runtime has left the simulation's thread")
  }

  /// Says what happened, for the digest of the run and for its reader.
  func note(_ what: TraceEvent, _ first: Int = 0, _ second: Int = 0, _ text: @autoclosure () -> String = "") {
    trace.add(what, first, second, nowNanoseconds, text)
  }

  /// Notes an invariant that did not hold; the run ends with the first.
  func fail(_ sentence: String) {
    if failure == nil { failure = SimulationFailure(sentence) }
  }

  /// Notes a failure unless the condition holds.
  func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) {
    if !holds { fail(sentence()) }
  }

  // MARK: What happens

  func add(_ source: any EventSource) {
    sources.append(source)
  }

  /// Forgets a source that has nothing to do any more.
  func remove(_ source: any EventSource) {
    sources.removeAll { $0 === source }
  }

  /// True when something can happen without the clock's moving.
  var isBusy: Bool { sources.contains { $0.hasEvent } }

  /// Lets one thing happen, chosen by chance; when there is nothing, the next timer fires.
  /// - Returns: false when nothing will ever happen again by itself.
  func step() -> Bool {
    ready.removeAll(keepingCapacity: true)
    for index in sources.indices where sources[index].hasEvent { ready.append(index) }
    if ready.isEmpty { return advanceToNextTimer() }
    if timePercent > 0 && random.chance(timePercent) {
      advance(byNanoseconds: Int64(random.within(1, timeStepMaxNanoseconds)))
      return true
    }
    sources[ready[random.below(ready.count)]].runEvent()
    return true
  }

  // MARK: Time

  /// When the timers will fire that have not and were not cancelled, in nanoseconds from now.
  var timerDelays: [Int64] { timers.filter { $0.body != nil }.map { $0.atNanoseconds - nowNanoseconds } }

  func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> SimulatedTimer {
    checkThread()
    let timer = SimulatedTimer(atNanoseconds: nowNanoseconds + max(0, nanoseconds), body)
    timers.append(timer)
    return timer
  }

  func advance(byNanoseconds nanoseconds: Int64) {
    let target = nowNanoseconds + nanoseconds
    while let next = nextTimer(), next.atNanoseconds <= target { fire(next) }
    nowNanoseconds = target
  }

  private func advanceToNextTimer() -> Bool {
    guard let next = nextTimer() else { return false }
    fire(next)
    return true
  }

  /// The earliest timer; of several, the one that was set first.
  private func nextTimer() -> SimulatedTimer? {
    timers.removeAll { $0.body == nil }
    var earliest: SimulatedTimer?
    for timer in timers where timer.atNanoseconds < earliest?.atNanoseconds ?? .max { earliest = timer }
    return earliest
  }

  private func fire(_ timer: SimulatedTimer) {
    nowNanoseconds = max(nowNanoseconds, timer.atNanoseconds)
    note(.timer)
    let body = timer.body
    timer.body = nil
    body?()
  }
}
