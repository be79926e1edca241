/// Where a record's unit lies on another edition's map.
public enum UnitPlacement: Hashable, Sendable {
  /// In this unit, without doubt.
  case placed(UnitKey)
  /// In one of these units of the edition, sorted by key; which one, the facts do not tell. Empty when the facts
  /// tell of no unit at all: the unit is unknown, or nothing is recorded of what became of it.
  case undetermined(candidates: [UnitKey])
}
