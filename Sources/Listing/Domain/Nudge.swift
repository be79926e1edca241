import DomainPrimitives

/// What somebody has to do now. No record: facts open it, and facts close it.
struct Nudge: Hashable, Sendable {
  /// Days to the due day from which a task is due soon, that day included.
  static let dueSoonDays = 30

  /// How near the due day is, with the numbers of the protocol.
  enum Urgency: Int, Hashable, Sendable {
    case open = 1
    case dueSoon = 2
    case overdue = 3
  }

  /// The same for the same fact, always: "list_product/SP-CL-03/voso".
  let id: String
  let kind: NudgeKind
  let advice: Advice
  let producerID: String
  /// Empty when it is not about a product.
  let productID: String
  let openedOn: CivilDate
  /// Day it ought to be closed.
  let dueOn: CivilDate

  func urgency(on day: CivilDate) -> Urgency {
    if dueOn < day { return .overdue }
    return day.days(until: dueOn) <= Self.dueSoonDays ? .dueSoon : .open
  }
}
