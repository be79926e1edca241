import DomainPrimitives
import Messages

/// The day and the map that a request asks for.
struct ReportScope: Hashable, Sendable {
  let asOf: CivilDate
  let edition: GeographyEdition

  init(asOf: CivilDate, edition: GeographyEdition) {
    self.asOf = asOf
    self.edition = edition
  }

  /// - Parameters:
  ///   - asOf: "YYYY-MM-DD"; empty = `today`.
  ///   - edition: Unspecified = the edition in force on that day.
  init(asOf: String, edition: ReportingV1.GeographyEdition, today: CivilDate) throws(RequestError) {
    if asOf.isEmpty {
      self.asOf = today
    } else {
      do throws(CalendarError) {
        self.asOf = try CivilDate(parsing: asOf)
      } catch {
        throw RequestError(
          kind: .invalidArgument,
          field: "as_of",
          reason: error.code.rawValue,
          description: error.message
        )
      }
    }
    switch edition {
    case .unspecified: self.edition = .inForce(on: self.asOf)
    case .edition2021: self.edition = .edition2021
    case .edition2024: self.edition = .edition2024
    case .edition2025: self.edition = .edition2025
    default:
      throw RequestError(
        kind: .invalidArgument,
        field: "edition",
        reason: "unknown_edition",
        description: "edition \(edition.rawValue) is not known; there are 1 (2021), 2 (2024) and 3 (2025)"
      )
    }
  }

  /// The edition as the protocol names it.
  var editionMessage: ReportingV1.GeographyEdition {
    switch edition {
    case .edition2021: .edition2021
    case .edition2024: .edition2024
    case .edition2025: .edition2025
    }
  }
}
