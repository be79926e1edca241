import DomainPrimitives

/// A digital store (cửa hàng số) of a producer on a floor.
struct Store: Hashable, Sendable {
  let id: String
  let producerID: String
  let floorID: String
  let openedOn: CivilDate
  /// The day it closed; nil while open. On that day it is closed.
  let closedOn: CivilDate?

  /// Whether it is open on a day.
  func isOpen(on date: CivilDate) -> Bool {
    openedOn <= date && (closedOn.map { date < $0 } ?? true)
  }
}
