/// Why a command ended without doing what was asked.
package struct CommandFailure: Error, Sendable, Hashable {
  /// What the program ends with.
  package let status: CommandStatus
  /// What is wrong and what to do; empty when the command has already said so.
  package let message: String

  package init(_ status: CommandStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
