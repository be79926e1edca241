/// A line of the input.
struct InputLine: Sendable, Hashable {
  /// From 1.
  let number: Int
  /// Without its line feed, and without the carriage return before it.
  let bytes: [UInt8]
}
