import DequeModule
import RPC

/// An event loop of the simulated world: its bodies run in order, and when, chance decides.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class SimulatedLoop: LoopDriver, EventSource, @unchecked Sendable {
  private let world: SimulatedWorld
  private let number: Int
  private var bodies = Deque<@Sendable () -> Void>()
  /// True while something of the loop runs.
  private(set) var isCurrent = false

  init(_ world: SimulatedWorld, number: Int) {
    self.world = world
    self.number = number
    world.add(self)
  }

  var nowNanoseconds: Int64 { world.nowNanoseconds }

  func execute(_ body: @escaping @Sendable () -> Void) {
    world.checkThread()
    bodies.append(body)
  }

  func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> any LoopTimer {
    let loop = SimulatedTimer(atNanoseconds: 0, body)
    let timer = world.schedule(afterNanoseconds: nanoseconds) { [weak self] in
      // Fires on the loop, unless it is cancelled before its turn comes.
      self?.execute {
        let body = loop.body
        loop.body = nil
        body?()
      }
    }
    return ScheduledBody(body: loop, timer: timer)
  }

  /// Runs something on the loop now, between its bodies.
  func run(_ body: () -> Void) {
    isCurrent = true
    defer { isCurrent = false }
    body()
  }

  var hasEvent: Bool { !bodies.isEmpty }

  func runEvent() {
    world.note(.loop, number, bodies.count)
    if let body = bodies.popFirst() { run(body) }
  }

  /// What a loop's timer will run, and the clock's timer that brings it to the loop.
  private struct ScheduledBody: LoopTimer {
    let body: SimulatedTimer
    let timer: SimulatedTimer

    func cancel() {
      body.cancel()
      timer.cancel()
    }
  }
}
