import DomainPrimitives

/// Decides where products stand on a day, as `ProductListingStatus` tells it with the facts that decided. It is asked
/// about all products of a country for every new day, so it looks at days and places alone.
struct ProductDayRule {
  /// By product and floor, in the order of the products that were asked about: nil where it is listed, else why not.
  private(set) var floorReasons: [Reason?] = []

  private let facts: CampaignFacts
  private let links: FactLinks
  private let date: CivilDate
  private let month: CivilMonth
  private let floorCount: Int
  /// Of the product that is looked at: the stage that its listings on each floor have come to.
  private var stages: [ListingState.Stage?]

  init(_ facts: CampaignFacts, _ links: FactLinks, on date: CivilDate) {
    self.facts = facts
    self.links = links
    self.date = date
    month = CivilMonth(containing: date)
    floorCount = facts.floors.count
    stages = Array(repeating: nil, count: floorCount)
    floorReasons.reserveCapacity(facts.products.count * floorCount)
  }

  /// Where a product stands.
  mutating func status(ofProductAt index: Int) -> DayStatus.ProductStatus {
    let recognitions = links.recognitionsByProduct[index]
    let governing = RecognitionRule.governingPlace(recognitions, on: date)
    let state = governing.map { recognitions[$0].state(on: date, under: facts.rules) } ?? .notYet
    let recognised = RecognitionRule.reason(hasGoverning: governing != nil, state)
    let isInSeason = facts.products[index].seasons.contains(month)
    let (anyFloor, everyFloor) = listed(index, recognised, isInSeason: isInSeason)
    return DayStatus.ProductStatus(
      recognised: recognised,
      anyFloor: anyFloor,
      everyFloor: everyFloor,
      state: state,
      governing: governing,
      isInSeason: isInSeason,
      stars: state.isValid ? governing.map { recognitions[$0].stars } ?? 0 : 0
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
    for listing in links.listingsByProduct[index] {
      let store = links.storeOfListing[listing]
      let floor = links.floorOfStore[store]
      // A floor that has not arrived has a name all the same, and is told from others by it.
      if floor < 0 { return listedWithNames(index) }
      let isOpen = links.storeDays[store].isOpen(on: date)
      let stage = links.listingDays[listing].step(on: date).stage(isStoreOpen: isOpen)
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
    let stores = links.storesByProducer[links.producerOfProduct[index]].lazy
      .filter { [links] store in floor.map { links.floorOfStore[store] == $0 } ?? true }
      .map { [links] in links.storeDays[$0] }
    return StoreRule.reason(stores, on: date) ?? .storeWithoutListing
  }

  private mutating func listedWithNames(_ index: Int) -> (anyFloor: Reason?, everyFloor: Reason?) {
    let status = DayEvidence(facts, links, on: date).listing(ofProductAt: index)
    floorReasons += status.byFloor.map(\.reason)
    return (status.anyFloor.reason, status.everyFloor.reason)
  }
}
