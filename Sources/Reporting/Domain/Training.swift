import DomainPrimitives

/// A training or information session (tập huấn).
struct Training: Hashable, Sendable {
  let id: String
  let topic: String
  let heldOn: CivilDate
  /// Code of the unit it was held in, as in force on `heldOn`.
  let unitCode: String
  let attendedProducerIDs: [String]
}
