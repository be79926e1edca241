import DomainPrimitives

/// A product in a store. Planned, declared, accepted and seen live are four facts, each with its own day.
struct ProductListing: Hashable, Sendable {
  let id: String
  let storeID: String
  let productID: String
  let plannedOn: CivilDate?
  let declaredOn: CivilDate?
  let acceptedOn: CivilDate?
  /// The day somebody saw it live: only this makes it listed.
  let observedOn: CivilDate?
  /// The day it was taken off; nil while live. On that day it is off.
  let endedOn: CivilDate?
  /// Why it is not live, in words ("sold out"); nil when nobody said.
  let notLiveReason: String?

  /// Whether it was taken off on that day or before.
  func isEnded(by date: CivilDate) -> Bool {
    endedOn.map { $0 <= date } ?? false
  }
}
