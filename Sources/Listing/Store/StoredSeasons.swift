import DomainPrimitives
import Messages

/// A product's seasons in columns of text: windows "9-12;1-2", exceptions "2021-09/2021-10/1" with 1 for in season.
/// What cannot be read is left out: then a product counts as one that can be had when its windows do not say otherwise.
enum StoredSeasons {
  static func text(_ windows: [RegistryV1.SeasonWindow]) -> String {
    windows.map { "\($0.firstMonth)-\($0.lastMonth)" }.joined(separator: ";")
  }

  static func text(_ exceptions: [RegistryV1.SeasonException]) -> String {
    exceptions.map { "\($0.firstMonth)/\($0.lastMonth)/\($0.inSeason ? 1 : 0)" }.joined(separator: ";")
  }

  static func seasons(windows: String, exceptions: String) -> SeasonWindows {
    SeasonWindows(
      windows.split(separator: ";").compactMap(window),
      exceptions: exceptions.split(separator: ";").compactMap(exception)
    )
  }

  private static func window(_ text: Substring) -> SeasonWindow? {
    let months = text.split(separator: "-").compactMap { Int($0) }
    guard months.count == 2 else { return nil }
    return try? SeasonWindow(firstMonth: months[0], lastMonth: months[1])
  }

  private static func exception(_ text: Substring) -> SeasonException? {
    let parts = text.split(separator: "/")
    guard parts.count == 3, let first = try? CivilMonth(parsing: parts[0]),
      let last = try? CivilMonth(parsing: parts[1])
    else { return nil }
    return try? SeasonException(firstMonth: first, lastMonth: last, isInSeason: parts[2] == "1")
  }
}
