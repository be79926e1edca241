import DomainPrimitives

/// A day on which somebody looked at a listing, and what there was to see.
struct ListingLook: Hashable, Sendable {
  let day: CivilDate
  let state: ObservedState

  /// Of two looks of one day the better one counts: what somebody could buy was there.
  static func isBefore(_ left: ListingLook, _ right: ListingLook) -> Bool {
    (left.day, left.state.rank) < (right.day, right.state.rank)
  }
}

extension ObservedState {
  fileprivate var rank: Int {
    switch self {
    case .notFound: 0
    case .notForSale: 1
    case .live: 2
    }
  }
}
