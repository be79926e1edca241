/// A place in a scenario file.
package struct PlanPosition: Sendable, Hashable, CustomStringConvertible {
  /// From 1.
  package let line: Int
  /// From 1, in Unicode scalars.
  package let column: Int

  package var description: String { "line \(line), column \(column)" }
}
