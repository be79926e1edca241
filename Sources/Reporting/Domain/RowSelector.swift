import DomainPrimitives

/// A row of the report: which records it is made of.
enum RowSelector: Hashable, Sendable {
  /// A unit within a phase, or within none.
  case unit(phaseID: String?, key: UnitKey)
  /// What cannot be placed, within a phase or at all.
  case undetermined(phaseID: String?)
  case phaseTotal(phaseID: String)
  case total

  /// Whether a record of that key is part of the row.
  func contains(_ key: RowKey) -> Bool {
    switch self {
    case .unit(let phaseID, let unit): key == RowKey(phaseID: phaseID, place: .unit(unit))
    case .undetermined(let phaseID): key == RowKey(phaseID: phaseID, place: .undetermined)
    case .phaseTotal(let phaseID): key.phaseID == phaseID
    case .total: true
    }
  }
}
