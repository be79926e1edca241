import ArgumentParser

/// A row of the progress report, as `--row` names it.
enum RowArgument: ExpressibleByArgument, Sendable, Hashable {
  /// Everything.
  case total
  /// Records that cannot be placed on the map; of one phase, or (empty) of no phase.
  case undetermined(phase: String)
  /// Everything in one phase.
  case phase(String)
  /// One unit within one phase.
  case unit(phase: String, code: String)

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch (parts.count, parts[0]) {
    case (1, "total"): self = .total
    case (1, "undetermined"): self = .undetermined(phase: "")
    case (2, let phase) where parts[1] == "undetermined": self = .undetermined(phase: phase)
    case (1, let phase) where !phase.isEmpty: self = .phase(phase)
    // Before the slash nothing: a unit that is in no phase.
    case (2, let phase) where !parts[1].isEmpty: self = .unit(phase: phase, code: parts[1])
    default: return nil
    }
  }
}
