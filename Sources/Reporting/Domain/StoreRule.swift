import DomainPrimitives

/// Why there is no open store.
enum StoreRule {
  /// Nil when one of the stores is open on the day.
  static func reason(_ stores: some Sequence<StoreDays>, on date: CivilDate) -> Reason? {
    var reason = Reason.noStore
    for store in stores {
      if store.isOpen(on: date) { return nil }
      if store.openedOn <= date { reason = .storeClosed }
    }
    return reason
  }

  /// The verdict over stores none of which is open on the day.
  static func absence(_ stores: [Store], on date: CivilDate) -> Verdict {
    let byAge = stores.sorted { ($0.openedOn, $0.id) < ($1.openedOn, $1.id) }
    if let closed = byAge.last(where: { $0.openedOn <= date }), let closedOn = closed.closedOn {
      return .leftOut(.storeClosed, .storeClosed(floorID: closed.floorID, on: closedOn))
    }
    if let later = byAge.first {
      return .leftOut(.noStore, .storeOpensOnly(floorID: later.floorID, on: later.openedOn))
    }
    return .leftOut(.noStore, .noStore)
  }
}
