/// How well a name matches a query: as its worst word does. The numbers are sent; they never change.
enum SearchMatch: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// Every word is in the name.
  case exact = 1
  /// The last word is the beginning of one.
  case prefix = 2
  /// A word is there with a typing error.
  case typo = 3

  static func < (left: SearchMatch, right: SearchMatch) -> Bool { left.rawValue < right.rawValue }
}
