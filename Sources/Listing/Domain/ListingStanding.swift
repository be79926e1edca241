import DomainPrimitives

/// How a listing stands on a day.
struct ListingStanding: Hashable, Sendable {
  let state: ListingState
  /// First day of the state; nil when no fact says it.
  var since: CivilDate?
  /// Day on which somebody last saw it live; nil when nobody has.
  var lastSeenOn: CivilDate?
  /// Why it is not live; nil where no record says.
  var reason: NotLiveReason?
  /// It has ended since its store closed.
  var isStoreClosed = false
  /// It is planned for a day that has passed.
  var isPlanOverdue = false

  /// Who has to do what; nil when nobody has to do anything.
  var advice: Advice? { ListingAdvice.advice(for: self) }
}
