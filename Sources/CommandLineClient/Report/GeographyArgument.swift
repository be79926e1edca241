import ArgumentParser
import Messages

/// The map that a report is drawn on, as `--geo` names it.
enum GeographyArgument: String, ExpressibleByArgument, CaseIterable {
  case edition2021 = "2021"
  case edition2024 = "2024"
  case edition2025 = "2025"

  /// The edition for a request; nil means the one in force on the day.
  static func edition(_ argument: GeographyArgument?) -> ReportingV1.GeographyEdition {
    switch argument {
    case nil: .unspecified
    case .edition2021: .edition2021
    case .edition2024: .edition2024
    case .edition2025: .edition2025
    }
  }

  /// "2021" for an edition of an answer.
  static func text(_ edition: ReportingV1.GeographyEdition) -> String {
    allCases.first { self.edition($0) == edition }?.rawValue ?? "?"
  }
}
