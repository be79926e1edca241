/// Why a text is not JSON.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Line of the fault, from 1.
  package let line: Int
  /// Byte of the fault within its line, from 1.
  package let byte: Int
  /// What is wrong.
  package let message: String

  package var description: String { "JSON, line \(line), byte \(byte): \(message)" }
}
