/// Why a file cannot be read as CSV. What follows the place cannot be trusted, so reading stops there.
struct CSVError: Error, Sendable, Hashable {
  /// Line of the fault, from 1.
  let line: Int
  /// Character of the fault within its line, from 1.
  let character: Int
  /// What is wrong and what to do.
  let message: String
}
