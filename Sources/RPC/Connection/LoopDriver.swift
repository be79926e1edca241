/// The thread of control that a transport confines its connections to: an event loop, or its likeness in memory.
public protocol LoopDriver: TimeSource {
  /// True when called on the loop.
  var isCurrent: Bool { get }
  /// Runs `body` on the loop, later; in the order of the calls.
  func execute(_ body: @escaping @Sendable () -> Void)
  /// Runs `body` on the loop after a time.
  func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> any LoopTimer
  /// Lets a moment pass in which the loop does nothing, so that more comes together. On the loop only.
  func rest(nanoseconds: Int64)
}

extension LoopDriver {
  /// Nothing: a loop without a thread of its own takes nothing from anybody.
  public func rest(nanoseconds: Int64) {}
}

/// Something that a loop will run later.
public protocol LoopTimer: Sendable {
  /// Makes sure that it does not run, if it has not begun. On the loop only.
  func cancel()
}
