import DomainPrimitives

/// How far a listing has come on a day, by its own days alone.
enum ListingStep: Hashable, Sendable {
  case ended(CivilDate)
  case seenLive(CivilDate)
  case accepted(CivilDate)
  case declared(CivilDate)
  case planned(CivilDate)
  /// Everything that is known of it comes after the day.
  case later(CivilDate)
  case withoutDate

  /// The stage that this is.
  /// - Parameter isStoreOpen: On the same day.
  func stage(isStoreOpen: Bool) -> ListingState.Stage {
    switch self {
    case .ended: .ended
    case .seenLive: isStoreOpen ? .listed : .storeClosed
    case .accepted, .declared: .declared
    case .planned: .planned
    case .later: .later
    case .withoutDate: .withoutDate
    }
  }
}
