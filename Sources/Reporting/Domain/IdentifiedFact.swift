/// A fact with what it is stored under.
struct IdentifiedFact: Hashable, Sendable {
  let kind: FactKind
  /// Unique within its kind.
  let identifier: String
  let fact: Fact

  init(_ kind: FactKind, _ identifier: String, _ fact: Fact) {
    self.kind = kind
    self.identifier = identifier
    self.fact = fact
  }
}
