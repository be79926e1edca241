import DomainPrimitives

/// Decides where products stand on a day, as `ProductListingStatus` tells it with the facts that decided. It is asked
/// about all products of a country for every new day, so it looks at days and places alone.
struct ProductDayRule {
  /// By product and floor, in the order of the products that were asked about: nil where it is listed, else why not.
  private(set) var floorReasons: [Reason?] = []

  private let facts: CampaignFacts
  private let links: FactLinks
  private let days: DayFacts
  private let date: CivilDate
  private let month: CivilMonth
  private let floorCount: Int
  /// Of the product that is looked at: the stage that its listings on each floor have come to.
  private var stages: [ListingState.Stage?]

  init(_ facts: CampaignFacts, _ links: FactLinks, _ days: DayFacts, on date: CivilDate) {
    self.facts = facts
    self.links = links
    self.days = days
    self.date = date
    month = CivilMonth(containing: date)
    floorCount = facts.floors.count
    stages = Array(repeating: nil, count: floorCount)
    floorReasons.reserveCapacity(facts.products.count * floorCount)
  }

  /// Where a product stands.
  mutating func status(ofProductAt index: Int) -> DayStatus.ProductStatus {
    let recognitions = days.recognitions.range(of: index)
    let governing = recognitions.last { days.recognitions.values[$0].issuedOn <= date }
    let state = governing.map { days.recognitions.values[$0].state(on: date) } ?? .notYet
    let recognised = RecognitionRule.reason(hasGoverning: governing != nil, state)
    let isInSeason = days.seasons[index].contains(month)
    let (anyFloor, everyFloor) = listed(index, recognised, isInSeason: isInSeason)
    return DayStatus.ProductStatus(
      recognised: recognised,
      anyFloor: anyFloor,
      everyFloor: everyFloor,
      state: state,
      governing: governing.map { $0 - recognitions.lowerBound },
      isInSeason: isInSeason,
      stars: state.isValid ? governing.map { days.recognitions.values[$0].stars } ?? 0 : 0
    )
  }

  private mutating func listed(
    _ index: Int,
    _ recognised: Reason?,
    isInSeason: Bool
  ) -> (anyFloor: Reason?, everyFloor: Reason?) {
    if let recognised {
      for _ in 0..<floorCount { floorReasons.append(recognised) }
      return (recognised, recognised)
    }
    for floor in 0..<floorCount { stages[floor] = nil }
    var best: ListingState.Stage?
    for place in days.listings.range(of: index) {
      let listing = days.listings.values[place]
      let floor = listing.store.floor
      // A floor that has not arrived has a name all the same, and is told from others by it.
      if floor < 0 { return listedWithNames(index) }
      let stage = listing.days.step(on: date).stage(isStoreOpen: listing.store.days.isOpen(on: date))
      stages[floor] = max(stages[floor] ?? stage, stage)
      best = max(best ?? stage, stage)
    }
    if best != .listed, !isInSeason {
      for _ in 0..<floorCount { floorReasons.append(.outOfSeason) }
      return (.outOfSeason, .outOfSeason)
    }
    // Stores of a producer that has not arrived are found by its name.
    if links.producerOfProduct[index] < 0 { return listedWithNames(index) }
    for floor in 0..<floorCount { floorReasons.append(reason(stages[floor], index, onFloor: floor)) }
    guard best == .listed else {
      let reason = reason(best, index, onFloor: nil)
      return (reason, reason)
    }
    let listedFloors = stages.count { $0 == .listed }
    if listedFloors == floorCount { return (nil, nil) }
    return (nil, listedFloors == 1 ? .listedOnOneFloorOnly : .notOnEveryFloor)
  }

  private func reason(_ stage: ListingState.Stage?, _ index: Int, onFloor floor: Int?) -> Reason? {
    if let stage { return stage.reason }
    let stores = days.stores.range(of: links.producerOfProduct[index]).lazy
      .map { [days] in days.stores.values[$0] }
      .filter { store in floor.map { store.floor == $0 } ?? true }
    return StoreRule.reason(stores.map(\.days), on: date) ?? .storeWithoutListing
  }

  private mutating func listedWithNames(_ index: Int) -> (anyFloor: Reason?, everyFloor: Reason?) {
    let status = DayEvidence(facts, links, on: date).listing(ofProductAt: index)
    floorReasons += status.byFloor.map(\.reason)
    return (status.anyFloor.reason, status.everyFloor.reason)
  }
}
