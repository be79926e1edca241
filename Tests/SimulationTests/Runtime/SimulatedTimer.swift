import RPC

/// A timer of the simulated clock.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class SimulatedTimer: LoopTimer, @unchecked Sendable {
  let atNanoseconds: Int64
  /// What to do; nil once it was done or cancelled.
  var body: (@Sendable () -> Void)?

  init(atNanoseconds: Int64, _ body: @escaping @Sendable () -> Void) {
    self.atNanoseconds = atNanoseconds
    self.body = body
  }

  func cancel() {
    body = nil
  }
}
