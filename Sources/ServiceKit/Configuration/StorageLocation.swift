/// Where a service keeps its data.
public enum StorageLocation: Sendable, Equatable, CustomStringConvertible {
  /// An SQLite database file.
  case sqlite(path: String)

  /// Reads "sqlite:PATH".
  ///
  /// - Throws: `InvalidConfigurationValue` saying what is wrong.
  public init(parsing text: String) throws(InvalidConfigurationValue) {
    if text.hasPrefix("postgresql:") || text.hasPrefix("postgres:") {
      throw InvalidConfigurationValue("asks for PostgreSQL, and this version keeps data in SQLite only")
    }
    guard text.hasPrefix("sqlite:") else {
      throw InvalidConfigurationValue("does not start with \"sqlite:\"")
    }
    let path = String(text.dropFirst("sqlite:".count))
    guard !path.isEmpty else { throw InvalidConfigurationValue("has no path after \"sqlite:\"") }
    guard !path.hasSuffix("/") else { throw InvalidConfigurationValue("names a folder, not a file") }
    self = .sqlite(path: path)
  }

  /// "sqlite:PATH".
  public var description: String {
    switch self {
    case .sqlite(let path): "sqlite:\(path)"
    }
  }
}
