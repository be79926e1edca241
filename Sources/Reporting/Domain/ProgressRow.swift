import DomainPrimitives

/// A row of the report.
struct ProgressRow: Hashable, Sendable {
  let selector: RowSelector
  /// Of a unit; empty for other rows.
  var unitName = ""
  let figures: Figures
}
