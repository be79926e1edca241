import DomainPrimitives

/// What is known of a producer, from the registry.
struct KnownProducer: Hashable, Sendable {
  let id: String
  /// Unit it is registered in, by its code on `registeredOn`; empty when the registry has not told.
  let unitCode: String
  let registeredOn: CivilDate?
  /// Day it stopped being a producer; nil while active.
  let endedOn: CivilDate?

  /// Whether it is a producer on a day.
  func isActive(on date: CivilDate) -> Bool { endedOn.map { date < $0 } ?? true }
}
