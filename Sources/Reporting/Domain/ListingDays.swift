import DomainPrimitives

/// The days of a listing, without its texts: reports go over those of all listings.
struct ListingDays: Hashable, Sendable {
  let plannedOn: CivilDate?
  let declaredOn: CivilDate?
  let acceptedOn: CivilDate?
  let observedOn: CivilDate?
  let endedOn: CivilDate?

  init(_ listing: ProductListing) {
    plannedOn = listing.plannedOn
    declaredOn = listing.declaredOn
    acceptedOn = listing.acceptedOn
    observedOn = listing.observedOn
    endedOn = listing.endedOn
  }

  /// Whether it was taken off on that day or before.
  func isEnded(by date: CivilDate) -> Bool {
    endedOn.map { $0 <= date } ?? false
  }

  /// How far the listing has come. What the producer declares or the floor accepts is not enough to be seen live.
  func step(on date: CivilDate) -> ListingStep {
    if let endedOn, endedOn <= date { return .ended(endedOn) }
    if let observedOn, observedOn <= date { return .seenLive(observedOn) }
    if let acceptedOn, acceptedOn <= date { return .accepted(acceptedOn) }
    if let declaredOn, declaredOn <= date { return .declared(declaredOn) }
    if let plannedOn { return .planned(plannedOn) }
    var first = declaredOn
    for later in [acceptedOn, observedOn] {
      if let later { first = min(first ?? later, later) }
    }
    return first.map { .later($0) } ?? .withoutDate
  }
}
