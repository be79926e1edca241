import DomainPrimitives

/// The dated facts of a listing, from which it is worked out how it stands on any day.
struct ListingHistory: Sendable {
  let listing: ProductListing
  let store: Store
  /// Days for which a look holds; see `Floor.verifiedForDays`.
  let verifiedForDays: Int
  /// In any order. Those after the day asked for are passed over.
  let looks: [ListingLook]
  /// In any order; none overlap.
  let pauses: [ListingPause]

  /// How the listing stands on a day, from what is dated up to that day; nil when nothing is known of it yet.
  func standing(on date: CivilDate) -> ListingStanding? {
    let seen = looksUntil(date)
    let lastSeen = seen.last { $0.state == .live }?.day
    if var ended = end(on: date) {
      ended.lastSeenOn = lastSeen
      return ended
    }
    if let pause = pauses.first(where: { $0.days?.contains(date) ?? false }) {
      let reason = pause.reason ?? openReason
      return ListingStanding(state: .paused, since: pause.pausedOn, lastSeenOn: lastSeen, reason: reason)
    }
    if let last = seen.last { return standing(on: date, seen: seen, last: last, lastSeen: lastSeen) }
    return standingUnseen(on: date)
  }

  /// Nobody has looked: what was said, and what is planned.
  private func standingUnseen(on date: CivilDate) -> ListingStanding? {
    if let accepted = listing.acceptedOn, accepted <= date {
      return ListingStanding(state: .accepted, since: accepted, reason: openReason)
    }
    if let declared = listing.declaredOn, declared <= date {
      return ListingStanding(state: .declared, since: declared, reason: openReason)
    }
    if let planned = listing.plannedOn {
      let reason = openReason ?? .planned
      return ListingStanding(state: .planned, reason: reason, isPlanOverdue: planned < date)
    }
    guard listing.firstSaidLiveOn == nil, let reason = listing.notLiveReason else { return nil }
    return ListingStanding(state: .notListed, reason: reason)
  }

  private func standing(
    on date: CivilDate,
    seen: [ListingLook],
    last: ListingLook,
    lastSeen: CivilDate?
  ) -> ListingStanding {
    switch last.state {
    case .notFound, .notForSale:
      let run = seen.reversed().prefix { $0.state == last.state }
      return ListingStanding(
        state: last.state == .notFound ? .notFound : .paused,
        since: run.last?.day,
        lastSeenOn: lastSeen,
        reason: openReason
      )
    case .live:
      let resumed = resumptions.filter { $0 > last.day && $0 <= date }.max()
      let lapsed = last.day.adding(days: verifiedForDays)
      if let resumed { return ListingStanding(state: .unverified, since: min(resumed, lapsed), lastSeenOn: lastSeen) }
      if lapsed <= date { return ListingStanding(state: .unverified, since: lapsed, lastSeenOn: lastSeen) }
      return ListingStanding(state: .live, since: beginOfLiveRun(seen), lastSeenOn: lastSeen)
    }
  }

  /// The first day from which it was seen live again and again, never unverified nor paused between.
  private func beginOfLiveRun(_ seen: [ListingLook]) -> CivilDate? {
    var begin = seen.last?.day
    for look in seen.reversed() {
      guard look.state == .live, let later = begin else { break }
      let isLapsed = look.day.adding(days: verifiedForDays) < later
      if isLapsed || resumptions.contains(where: { $0 > look.day && $0 <= later }) { break }
      begin = look.day
    }
    return begin
  }

  private var resumptions: [CivilDate] { pauses.compactMap(\.resumedOn) }

  /// A reason has no day of its own. Where the listing has ended it is the reason of the end, and of nothing before it.
  private var openReason: NotLiveReason? { listing.endedOn == nil ? listing.notLiveReason : nil }

  private func end(on date: CivilDate) -> ListingStanding? {
    let ended = listing.endedOn.flatMap { $0 <= date ? $0 : nil }
    let closed = listing.firstSaidLiveOn == nil ? nil : store.closedOn.flatMap { $0 <= date ? $0 : nil }
    if let ended, closed.map({ ended <= $0 }) ?? true {
      return ListingStanding(state: .ended, since: ended, reason: listing.notLiveReason)
    }
    return closed.map { ListingStanding(state: .ended, since: $0, isStoreClosed: true) }
  }

  /// The looks up to a day, oldest first; the day that the listing itself names as seen live is one of them.
  private func looksUntil(_ date: CivilDate) -> [ListingLook] {
    let own = listing.observedOn.map { [ListingLook(day: $0, state: .live)] } ?? []
    return (looks + own).filter { $0.day <= date }.sorted(by: ListingLook.isBefore)
  }
}
