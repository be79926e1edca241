/// One cell of a CSV file, with the place it was read from.
struct CSVField: Sendable, Hashable {
  /// The text, without the quotes that enclosed it.
  let text: String
  /// Line it begins on, from 1.
  let line: Int
  /// Character it begins at within that line, from 1.
  let character: Int
}
