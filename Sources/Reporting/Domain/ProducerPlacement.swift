import DomainPrimitives

/// Where the province has placed a producer whose unit was split.
struct ProducerPlacement: Hashable, Sendable {
  let id: String
  let producerID: String
  let unit: UnitKey
}
