import ClientKit
import Synchronization

@testable import CommandLineClient

/// Keeps what a command writes.
final class CollectedOutput: TextOutput {
  let isTerminal: Bool
  private let collected = Mutex("")

  init(isTerminal: Bool = false) {
    self.isTerminal = isTerminal
  }

  var text: String { collected.withLock { $0 } }

  func write(_ text: String) throws {
    collected.withLock { $0 += text }
  }
}
