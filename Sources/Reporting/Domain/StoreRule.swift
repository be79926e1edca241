import DomainPrimitives

/// Why there is no open store.
enum StoreRule {
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
