import DomainPrimitives

/// A digital store (cửa hàng số) of a producer on a floor. A producer may have several on one floor.
struct Store: Hashable, Sendable {
  let id: String
  let producerID: String
  let floorID: String
  let name: String
  let openedOn: CivilDate
  /// Day it closed; nil while open.
  let closedOn: CivilDate?

  /// Whether it is open on a day; on the day it closes it is not.
  func isOpen(on day: CivilDate) -> Bool { openedOn <= day && (closedOn.map { day < $0 } ?? true) }
}

extension Store {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    producerID: String,
    floorID: String,
    name: String,
    openedOn: String,
    closedOn: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "store_id")
    rules.identifier(producerID, "producer_id")
    rules.identifier(floorID, "floor_id")
    rules.text(name, "name")
    let opened = rules.date(openedOn, "opened_on")
    let closed = rules.optionalDate(closedOn, "closed_on")
    rules.order(opened, "opened_on", closed, "closed_on")
    guard rules.isClean, let opened else { return nil }
    self.init(id: id, producerID: producerID, floorID: floorID, name: name, openedOn: opened, closedOn: closed)
  }
}
