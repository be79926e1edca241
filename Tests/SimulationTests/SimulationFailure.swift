/// An invariant that did not hold.
struct SimulationFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Fails the simulation with a sentence unless the condition holds.
func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(SimulationFailure) {
  if !holds { throw SimulationFailure(sentence()) }
}
