import DomainPrimitives

extension ReportCount {
  /// Stores by what they have and sell on a day.
  func forEachStore(
    _ indicator: IndicatorID,
    on day: CivilDate,
    _ status: DayStatus,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    let measure = try StoreMeasure(indicator, on: day, self)
    for (index, store) in source.links.storeDays.enumerated() {
      let isOpen = store.isOpen(on: day)
      guard explains || isOpen else { continue }
      var member = ReportMember(subject: .store(index))
      member.producer = source.links.producerOfStore[index]
      member.floor = source.links.floorOfStore[index]
      member.isInBase = isOpen
      if !isOpen {
        member.reason = store.openedOn > day ? .afterAsOf : .storeClosed
      } else {
        try measure.decide(index, store, status, &member)
      }
      if explains, member.evidence == nil {
        let closed = store.closedOn.map { ", closed on \($0)" } ?? ""
        member.evidence = .words("store on \(source.facts.stores[index].floorID) opened on \(store.openedOn)\(closed)")
      }
      try visit(member)
    }
  }

  /// Listings that are live on a day.
  func forEachListing(
    _ indicator: IndicatorID,
    on day: CivilDate,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    for (index, listing) in source.links.listingDays.enumerated() {
      let place = source.links.storeOfListing[index]
      guard place >= 0 else { continue }
      let stage = listing.step(on: day).stage(isStoreOpen: source.links.storeDays[place].isOpen(on: day))
      guard explains || stage == .listed else { continue }
      var member = listingMember(index)
      member.isInBase = stage == .listed
      member.reason = stage.reason
      if explains {
        member.evidence = ListingState(source.facts.listings[index], in: source.facts.stores[place], on: day).evidence
      }
      if indicator == .listingsUnverified, stage == .listed, let observed = listing.observedOn {
        let last = source.links.liveLooksByListing[index].reduce(observed) { $1 <= day ? max($0, $1) : $0 }
        let floor = source.links.floorOfStore[place]
        let days = floor < 0 ? Floor.unverifiedAfterDaysUsually : source.facts.floors[floor].unverifiedAfterDays
        member.reason = last.days(until: day) > days ? nil : .verified
        if explains { member.evidence = .words("last seen live on \(last), which holds for \(days) days") }
      }
      try visit(member)
    }
  }

  func listingMember(_ index: Int) -> ReportMember {
    var member = ReportMember(subject: .listing(index))
    let store = source.links.storeOfListing[index]
    let product = source.links.productOfListing[index]
    member.product = product
    member.producer = product >= 0 ? source.links.producerOfProduct[product] : -1
    member.floor = store >= 0 ? source.links.floorOfStore[store] : -1
    return member
  }
}
