internal import Synchronization

/// Tells a load from another thread to end early; what was measured until then is kept.
package final class StopFlag: Sendable {
  private let isSet = Atomic(false)

  package init() {}

  package func set() { isSet.store(true, ordering: .relaxed) }

  package var isOn: Bool { isSet.load(ordering: .relaxed) }
}
