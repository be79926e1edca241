/// A map that reports are drawn on.
public enum GeographyEdition: Hashable, Sendable, CaseIterable {
  /// 200 communes in 11 districts.
  case edition2021
  /// 194 communes in 11 districts, from 1 December 2024.
  case edition2024
  /// 65 communes, no districts, from 1 July 2025 (1672/NQ-UBTVQH15).
  case edition2025

  /// The day whose units make up the map: 2021-01-01, 2024-12-01, 2025-07-01.
  public var referenceDate: CivilDate {
    switch self {
    case .edition2021: CivilDate(validYear: 2021, month: 1, day: 1)
    case .edition2024: CivilDate(validYear: 2024, month: 12, day: 1)
    case .edition2025: CivilDate(validYear: 2025, month: 7, day: 1)
    }
  }

  /// Level of the units that reports have a row for: districts, since 2025 communes.
  public var rowLevel: UnitLevel {
    self == .edition2025 ? .commune : .district
  }

  /// The edition in force on a day; before 2021 the oldest one.
  public static func inForce(on date: CivilDate) -> GeographyEdition {
    if date >= GeographyEdition.edition2025.referenceDate { return .edition2025 }
    if date >= GeographyEdition.edition2024.referenceDate { return .edition2024 }
    return .edition2021
  }
}
