import DomainPrimitives

/// An e-payment account of a producer: that it exists, with whom, since when.
struct PaymentAccount: Hashable, Sendable {
  let id: String
  let producerID: String
  /// Bank or wallet.
  let provider: String
  let openedOn: CivilDate
  /// The day it closed; nil while open. On that day it is closed.
  let closedOn: CivilDate?

  /// Whether it is open on a day.
  func isOpen(on date: CivilDate) -> Bool {
    openedOn <= date && (closedOn.map { date < $0 } ?? true)
  }
}
