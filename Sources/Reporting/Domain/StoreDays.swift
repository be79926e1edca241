import DomainPrimitives

/// The days of a store or of a payment account, without its texts: reports go over those of all of them.
struct StoreDays: Hashable, Sendable {
  let openedOn: CivilDate
  let closedOn: CivilDate?

  init(_ store: Store) {
    openedOn = store.openedOn
    closedOn = store.closedOn
  }

  init(_ account: PaymentAccount) {
    openedOn = account.openedOn
    closedOn = account.closedOn
  }

  /// Whether it is open on a day; on the day it closes it is closed.
  func isOpen(on date: CivilDate) -> Bool {
    openedOn <= date && (closedOn.map { date < $0 } ?? true)
  }
}
