/// One kind of arrival in a mix: a single call, or a scenario of several that follow each other.
package struct LoadEntry {
  /// How often it comes, compared with the others; above 0.
  package let weight: Double
  /// What is called, in order; at least one.
  package let steps: [LoadStep]

  package init(weight: Double = 1, steps: [LoadStep]) {
    precondition(!steps.isEmpty && weight > 0, "an entry of a mix needs a step and a weight")
    self.weight = weight
    self.steps = steps
  }
}
