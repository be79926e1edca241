import DomainPrimitives
import Storage

extension DatabaseValue {
  /// A day, as days since 1970-01-01.
  static func day(_ date: CivilDate) -> DatabaseValue {
    .integer(Int64(date.daysSinceEpoch))
  }

  /// A day that may be missing.
  static func day(_ date: CivilDate?) -> DatabaseValue {
    date.map { day($0) } ?? .null
  }

  /// A month, by its first day.
  static func month(_ month: CivilMonth) -> DatabaseValue {
    day(month.firstDay)
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

  /// The month in a column.
  func month(_ column: Int) -> CivilMonth {
    CivilMonth(containing: day(column))
  }
}
