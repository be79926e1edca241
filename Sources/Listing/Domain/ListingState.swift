/// How a listing stands on a day. The numbers are sent; they never change.
enum ListingState: Int, Hashable, Sendable, CaseIterable {
  case planned = 1
  case declared = 2
  case accepted = 3
  case live = 4
  case unverified = 5
  case paused = 6
  case notFound = 7
  case ended = 8
  case notListed = 9

  /// Whether it counts as being in the store: seen live, and not known to have gone since.
  var isInStore: Bool { self == .live || self == .unverified }
}
