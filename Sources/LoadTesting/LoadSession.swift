import ClientKit

/// What a command has around it. Tests put their own around it.
struct LoadSession: Sendable {
  /// What was asked for.
  let output: any TextOutput
  /// Errors, notices and progress.
  let diagnostics: any TextOutput
  let environment: [String: String]
  /// Everything after the program's name: worker processes are given the same.
  let arguments: [String]

  /// A notice to people, on a line of its own.
  func note(_ text: String) throws {
    try diagnostics.write(text + "\n")
  }
}
