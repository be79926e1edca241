import ClientKit
@testable import CommandLineClient

/// Tells of every piece of text that is written.
struct ObservedOutput: TextOutput {
  private let output: CollectedOutput
  private let onWrite: @Sendable () -> Void

  init(_ output: CollectedOutput, onWrite: @escaping @Sendable () -> Void) {
    self.output = output
    self.onWrite = onWrite
  }

  var isTerminal: Bool { false }

  func write(_ text: String) throws {
    try output.write(text)
    onWrite()
  }
}
