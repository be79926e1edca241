import RPC

/// Counts the ends of calls that a channel tells its observer.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class ClientWitness: ClientObserver, @unchecked Sendable {
  private let world: SimulatedWorld
  private(set) var endCount = 0

  init(_ world: SimulatedWorld) {
    self.world = world
  }

  func callEnded(method: String, code: StatusCode, durationNanoseconds: Int64) {
    endCount += 1
    world.note(.callEnded, -1, Int(code.rawValue), method)
  }
}
