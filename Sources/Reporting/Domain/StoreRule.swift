import DomainPrimitives

/// Why there is no open store, or no open account.
enum StoreRule {
  /// Nil when one of the stores is open on the day.
  static func reason(_ stores: some Sequence<StoreDays>, on date: CivilDate) -> Reason? {
    reason(stores, on: date, none: .noStore, closed: .storeClosed)
  }

  /// Nil when one of the accounts is open on the day.
  static func accountReason(_ accounts: some Sequence<StoreDays>, on date: CivilDate) -> Reason? {
    reason(accounts, on: date, none: .noAccount, closed: .accountClosed)
  }

  private static func reason(
    _ spans: some Sequence<StoreDays>,
    on date: CivilDate,
    none: Reason,
    closed: Reason
  ) -> Reason? {
    var reason = none
    for span in spans {
      if span.isOpen(on: date) { return nil }
      if span.openedOn <= date { reason = closed }
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
