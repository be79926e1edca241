import DomainPrimitives

/// A registered producer (chủ thể).
struct Producer: Hashable, Sendable {
  let id: String
  var name: String
  /// Code of the commune-level unit it was registered in, as in force on `registeredOn`.
  let unitCode: String
  let registeredOn: CivilDate
  /// The day it stopped being a producer; nil while it is one.
  let endedOn: CivilDate?
  /// Whether its name is that of a person: personal data.
  let isPerson: Bool
  /// The producer that this one turned out to be: what it has counts as that one's. Nil unless merged.
  var mergedIntoProducerID: String?
  /// Units in which the province has placed it, after its own was split; by key.
  var placedIn: [UnitKey] = []
  /// "cooperative", "household", …; empty when it is not told.
  var type = ""
}
