import DomainPrimitives

/// An inspection (giám sát) of a producer.
struct Inspection: Hashable, Sendable {
  let id: String
  let producerID: String
  /// Nil: the producer as a whole.
  let productID: String?
  let inspectedOn: CivilDate
  /// "quality", "traceability", …
  let subject: String
}
