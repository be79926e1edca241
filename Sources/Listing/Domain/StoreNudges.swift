import DomainPrimitives

/// What somebody has to do about a store: wake it when it sells nothing though it has something to sell.
struct StoreNudges: Sendable {
  /// Days without a sale, in season, after which a store is silent.
  static let silentDays = 60
  /// Days within which a silent store is to be woken.
  static let wakingDays = 30

  /// A listing in the store.
  struct Offer: Sendable {
    let placed: PlacedListing
    let seasons: SeasonWindows
  }

  let store: Store
  let offers: [Offer]
  /// The last day on which something was sold through one of them.
  let lastSale: CivilDate?

  /// The day from which a store has had something to sell without a break; nil while it has nothing.
  static func sellingSince(_ offers: [Offer], of store: Store, on day: CivilDate) -> CivilDate? {
    offers.compactMap { offer -> CivilDate? in
      guard let standing = offer.placed.standing, standing.state.isInStore, offer.seasons.contains(day) else {
        return nil
      }
      let since = offer.placed.listing.observedOn ?? standing.since ?? store.openedOn
      return offer.seasons.opening(containing: day).map { max($0, since) } ?? since
    }.min()
  }

  /// The store is open and has a product in season that was seen live, and has sold nothing for 60 days of that season;
  /// at most one.
  func toWake(on day: CivilDate) -> [Nudge] {
    guard store.isOpen(on: day), let selling = Self.sellingSince(offers, of: store, on: day) else { return [] }
    let silentSince = lastSale.map { max($0, selling) } ?? selling
    guard silentSince.days(until: day) >= Self.silentDays else { return [] }
    let opened = silentSince.adding(days: Self.silentDays)
    return [
      Nudge(
        id: "\(NudgeKind.wakeSilentStore.name)/\(store.id)/\(silentSince)",
        kind: .wakeSilentStore,
        advice: Advice(
          .office,
          "Cửa hàng \(store.name) không bán được gì từ \(silentSince): liên hệ chủ thể và hỗ trợ",
          "store \(store.name) has sold nothing since \(silentSince): call the producer and help"
        ),
        producerID: store.producerID,
        productID: "",
        openedOn: opened,
        dueOn: opened.adding(days: Self.wakingDays)
      )
    ]
  }
}
