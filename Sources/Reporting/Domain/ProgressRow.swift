import DomainPrimitives

/// A row of the report.
struct ProgressRow: Hashable, Sendable {
  let selector: RowSelector
  let figures: Figures
}
