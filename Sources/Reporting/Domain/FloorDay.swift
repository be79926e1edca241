import DomainPrimitives

/// A day on which something happened on a floor.
struct FloorDay: Hashable, Sendable {
  let floorID: String
  let day: CivilDate
}
