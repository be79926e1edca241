import DomainPrimitives
import Storage

extension DatabaseValue {
  /// A day, as days since 1970-01-01.
  static func day(_ date: CivilDate) -> DatabaseValue {
    .integer(Int64(date.daysSinceEpoch))
  }

  /// A day, or null for nil.
  static func optionalDay(_ date: CivilDate?) -> DatabaseValue {
    date.map(day) ?? .null
  }

  /// The number of a choice.
  static func choice(_ choice: some RawRepresentable<Int>) -> DatabaseValue {
    .integer(Int64(choice.rawValue))
  }
}

extension Row {
  /// The day in a column.
  func day(_ column: Int) -> CivilDate {
    CivilDate(clampingDaysSinceEpoch: Int(integer(column)))
  }

  /// The day in a column; nil for NULL.
  func optionalDay(_ column: Int) -> CivilDate? {
    isNull(column) ? nil : day(column)
  }

  /// The choice whose number is in a column. A number that this program does not know is damage: it throws.
  func choice<Choice: RawRepresentable<Int>>(_ column: Int, of: Choice.Type = Choice.self) throws -> Choice {
    guard let choice = Choice(rawValue: Int(integer(column))) else {
      throw DatabaseError(.corrupt, message: "column \(column) holds no known \(Choice.self)")
    }
    return choice
  }
}
