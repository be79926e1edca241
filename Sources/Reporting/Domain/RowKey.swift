import DomainPrimitives

/// The row that a record belongs to: one and only one, so that rows add up to their totals.
struct RowKey: Hashable, Sendable {
  /// Where in its phase.
  enum Place: Hashable, Sendable {
    /// A unit of the report's edition.
    case unit(UnitKey)
    /// The facts do not tell which unit of the edition; never guessed.
    case undetermined
  }

  /// Nil: no phase covers the record's unit, or it cannot be told which does (then the place is undetermined too).
  let phaseID: String?
  let place: Place

  /// What belongs to a unit that is not known at all.
  static let unknown = RowKey(phaseID: nil, place: .undetermined)
}
