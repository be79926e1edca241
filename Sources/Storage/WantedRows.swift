/// What a caller does with the rows of a statement.
public enum WantedRows: Sendable {
  /// Keeps something of each, or has none.
  case all
  /// Looks at the first.
  case first
  /// Looks at each and keeps none: there may be more than fit into memory.
  case each
}
