import DomainPrimitives

/// The day written "YYYY-MM-DD".
func day(_ text: String) -> CivilDate {
  guard let day = try? CivilDate(parsing: text) else { preconditionFailure("'\(text)' is not a day") }
  return day
}

/// The month written "YYYY-MM".
func month(_ text: String) -> CivilMonth {
  guard let month = try? CivilMonth(parsing: text) else { preconditionFailure("'\(text)' is not a month") }
  return month
}
