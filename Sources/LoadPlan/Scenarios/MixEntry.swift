/// One of the things that an arrival may be.
package struct MixEntry: Sendable {
  /// What an arrival does.
  package enum Work: Sendable {
    /// Makes a call.
    case call(ScenarioStep)
    /// Begins an iteration of the scenario with this name.
    case scenario(String)
  }

  /// Its share is this by the sum of all weights; 1 to 1,000,000.
  package let weight: Int
  package let work: Work

  /// Its name in figures: that of the scenario, or of the call.
  package var name: String {
    switch work {
    case .call(let step): step.name
    case .scenario(let name): name
    }
  }
}
