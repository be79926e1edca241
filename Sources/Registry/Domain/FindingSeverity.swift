/// How bad a finding is. The numbers are stored and sent; they never change.
enum FindingSeverity: Int, Hashable, Sendable, CaseIterable {
  /// To be bettered.
  case minor = 1
  /// To be mended by a day.
  case major = 2
  /// The product must not be sold before it is mended.
  case critical = 3
}
