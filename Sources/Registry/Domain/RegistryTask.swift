import DomainPrimitives

/// What somebody has to do on a day: opened and closed by facts alone, so it is worked out from them for any day.
struct RegistryTask: Hashable, Sendable {
  /// Kinds that the registry's facts tell of, in the order of lists. The numbers are sent; they never change.
  enum Kind: Int, Hashable, Sendable, CaseIterable {
    case renewRecognition = 3
    case finishSupportRequest = 5
    case followUpFinding = 6
    case placeProducer = 7

    /// As identifiers of tasks begin with.
    var name: String {
      switch self {
      case .renewRecognition: "renew_recognition"
      case .finishSupportRequest: "finish_support_request"
      case .followUpFinding: "follow_up_finding"
      case .placeProducer: "place_producer"
      }
    }
  }

  /// Who has to act. The numbers are sent; they never change.
  enum Actor: Int, Hashable, Sendable, CaseIterable {
    case producer = 1
    case office = 2
    case province = 3
    case floor = 4
  }

  /// How near its day is. The numbers are sent; they never change.
  enum Urgency: Int, Hashable, Sendable, CaseIterable {
    case open = 1
    case dueSoon = 2
    case overdue = 3
  }

  /// Days before a task's day from which it is due soon.
  static let dueSoonDays = 30

  let kind: Kind
  /// Identifier of the record that it is about; with a day behind it where one record may be cause more than once.
  let recordID: String
  let actor: Actor
  /// Office or post it is with; empty when nobody was named.
  let assignee: String
  let producerID: String
  /// Nil when it is not about a product.
  let productID: String?
  let openedOn: CivilDate
  let dueOn: CivilDate
  let what: Text

  /// What to do, for people, one line in each language.
  struct Text: Hashable, Sendable {
    let vietnamese: String
    let english: String
  }

  /// The same for the same fact, always.
  var id: String { "\(kind.name)/\(recordID)" }

  /// How near its day is on a date.
  func urgency(on date: CivilDate) -> Urgency {
    if dueOn < date { return .overdue }
    return date.days(until: dueOn) <= Self.dueSoonDays ? .dueSoon : .open
  }
}
