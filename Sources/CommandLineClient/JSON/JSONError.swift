/// Why a text is not JSON.
struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Line of the fault, from 1.
  let line: Int
  /// Byte of the fault within its line, from 1.
  let byte: Int
  /// What is wrong.
  let message: String

  var description: String { "JSON, line \(line), byte \(byte): \(message)" }
}
