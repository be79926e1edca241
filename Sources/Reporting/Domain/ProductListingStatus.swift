import DomainPrimitives

/// Where a product stands on a day: recognised or not, and listed on which floors.
///
/// Of products that are recognised, listed on a floor means: a listing in a store of that floor was seen live and not
/// taken off, and the store is open. A product in two stores or on two floors is one product. A recognised product
/// that is listed nowhere and whose season it is not is "out of season": it is not to be blamed for it.
struct ProductListingStatus: Sendable {
  let recognised: Verdict
  let anyFloor: Verdict
  /// In the order of the floors.
  let byFloor: [Verdict]
  let everyFloor: Verdict

  /// - Parameters:
  ///   - recognised: Whether it is recognised on the day.
  ///   - listings: The product's listings whose store is known, each with its store.
  ///   - stores: The producer's own stores.
  ///   - floorIDs: Every floor that is known.
  init(
    product: Product,
    recognised: Verdict,
    listings: [(listing: ProductListing, store: Store)],
    stores: [Store],
    floorIDs: [String],
    on date: CivilDate
  ) {
    self.recognised = recognised
    guard recognised.isCounted else {
      anyFloor = recognised
      byFloor = floorIDs.map { _ in recognised }
      everyFloor = recognised
      return
    }
    let states = listings.map { ListingState($0.listing, in: $0.store, on: date) }
    let listed = Self.firstSeen(states.filter { $0.stage == .listed })
    let absent = listed.isEmpty ? Self.outOfSeason(product.seasons, on: date) : nil
    let any: Verdict =
      listed.isEmpty ? absent ?? Self.best(states, stores: stores, on: date) : .counted(.listed(listed))
    anyFloor = any
    byFloor = floorIDs.map { floorID in
      absent
        ?? Self.best(
          states.filter { $0.floorID == floorID },
          stores: stores.filter { $0.floorID == floorID },
          on: date
        )
    }
    everyFloor = Self.everyFloorVerdict(any, listed: listed, floorIDs: floorIDs)
  }

  /// Nil in season.
  private static func outOfSeason(_ seasons: SeasonWindows, on date: CivilDate) -> Verdict? {
    guard !seasons.contains(date) else { return nil }
    let exception = seasons.exception(in: CivilMonth(containing: date))
    return .leftOut(.outOfSeason, .outOfSeason(seasons, exception: exception))
  }

  private static func everyFloorVerdict(_ any: Verdict, listed: [FloorDay], floorIDs: [String]) -> Verdict {
    guard any.isCounted else { return any }
    let missing = floorIDs.filter { floorID in !listed.contains { $0.floorID == floorID } }
    if missing.isEmpty, !floorIDs.isEmpty { return any }
    if floorIDs.isEmpty { return .leftOut(.notOnEveryFloor, .noFloorKnown) }
    let reason: Reason = listed.count == 1 ? .listedOnOneFloorOnly : .notOnEveryFloor
    return .leftOut(reason, .listedNotEverywhere(listed, missingFloorIDs: missing))
  }

  /// The verdict of the listing nearest to being listed; without a listing, what the stores say.
  private static func best(_ states: [ListingState], stores: [Store], on date: CivilDate) -> Verdict {
    // Of one stage the earliest speaks: the day it was first seen, declared or planned.
    let best = states.min { left, right in
      left.stage != right.stage ? left.stage > right.stage : (left.day, left.floorID) < (right.day, right.floorID)
    }
    if let best { return best.verdict }
    if let open = stores.filter({ $0.isOpen(on: date) }).min(by: { ($0.openedOn, $0.id) < ($1.openedOn, $1.id) }) {
      return .leftOut(.storeWithoutListing, .storeWithoutListing(floorID: open.floorID, since: open.openedOn))
    }
    return StoreRule.absence(stores, on: date)
  }

  /// Each floor once, with the first day it was seen there, in the order of those days.
  private static func firstSeen(_ listed: [ListingState]) -> [FloorDay] {
    var first: [String: CivilDate] = [:]
    for state in listed { first[state.floorID] = min(first[state.floorID] ?? state.day, state.day) }
    return first.map { FloorDay(floorID: $0.key, day: $0.value) }
      .sorted { ($0.day, $0.floorID) < ($1.day, $1.floorID) }
  }
}
