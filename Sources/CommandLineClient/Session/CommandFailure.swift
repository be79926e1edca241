/// Why a command ended without doing what was asked.
struct CommandFailure: Error, Sendable, Hashable {
  /// What the program ends with.
  let status: CommandStatus
  /// What is wrong and what to do; empty when the command has already said so.
  let message: String

  init(_ status: CommandStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
