import Synchronization

/// Counts how often a closure ran.
public final class RunCounter: Sendable {
  private let value = Atomic<Int>(0)

  /// None yet.
  public init() {}

  /// Runs so far.
  public var count: Int { value.load(ordering: .acquiring) }

  /// Called in the closure.
  public func add() {
    value.add(1, ordering: .acquiringAndReleasing)
  }
}
