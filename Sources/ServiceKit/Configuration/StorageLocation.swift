import StoragePostgreSQL

/// Where a service keeps its data.
public enum StorageLocation: Sendable, Equatable, CustomStringConvertible {
  /// An SQLite database file.
  case sqlite(path: String)
  /// A database on a PostgreSQL server, as its library reads it; may hold a password.
  case postgresql(location: String)

  /// Reads "sqlite:PATH" or "postgresql://…".
  ///
  /// - Throws: `InvalidConfigurationValue` saying what is wrong.
  public init(parsing text: String) throws(InvalidConfigurationValue) {
    if PostgreSQLLocation.isLocation(text) {
      self = .postgresql(location: text)
      return
    }
    guard text.hasPrefix("sqlite:") else {
      throw InvalidConfigurationValue("does not start with \"sqlite:\" or \"postgresql://\"")
    }
    let path = String(text.dropFirst("sqlite:".count))
    guard !path.isEmpty else { throw InvalidConfigurationValue("has no path after \"sqlite:\"") }
    guard !path.hasSuffix("/") else { throw InvalidConfigurationValue("names a folder, not a file") }
    self = .sqlite(path: path)
  }

  /// "sqlite:PATH" or "postgresql://…", without passwords.
  public var description: String {
    switch self {
    case .sqlite(let path): "sqlite:\(path)"
    case .postgresql(let location): PostgreSQLLocation.masked(location)
    }
  }

  /// A text that may be a location, without passwords.
  static func shown(_ text: String) -> String {
    text.hasPrefix("sqlite:") ? text : PostgreSQLLocation.masked(text)
  }
}
