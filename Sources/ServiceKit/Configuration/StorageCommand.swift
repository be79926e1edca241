/// What can be done to a service's storage from the command line, instead of serving.
public enum StorageCommand: Sendable, Equatable {
  /// Write a copy of the database, as it is now, to a new file. The service may be running.
  case backup(path: String)
  /// Put a backup in the place of the database. The service must be stopped.
  case restore(path: String, replacing: Bool)
  /// Give the change log a new epoch. The service must be stopped.
  case newEpoch
  /// Build what the service has copied from others anew, at another place, and compare it with the running service's.
  /// The service goes on serving. The place is the key `storage` of this run.
  case rebuild

  /// The words that ask for one, as the help shows them.
  static let usages = ["backup FILE", "restore FILE [--replace]", "new-epoch"]
  /// The words for a service that keeps copies alone.
  static let copyUsages = usages + ["rebuild LOCATION"]

  /// Takes a command from the front of a command line; the flags after it stay.
  ///
  /// - Returns: Nil when the line does not begin with a word.
  /// - Throws: `ConfigurationError` when the word is no command, or its file is missing.
  static func take(
    from arguments: inout ArraySlice<String>,
    canRebuild: Bool
  ) throws(ConfigurationError) -> StorageCommand? {
    guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
    arguments.removeFirst()
    func file(_ arguments: inout ArraySlice<String>) throws(ConfigurationError) -> String {
      guard let path = arguments.first, !path.hasPrefix("-"), !path.isEmpty else {
        throw ConfigurationError(problems: ["\(word) needs a file: \(word) FILE"])
      }
      arguments.removeFirst()
      return path
    }
    switch word {
    case "backup":
      return .backup(path: try file(&arguments))
    case "restore":
      let path = try file(&arguments)
      let flag = arguments.firstIndex(of: "--replace")
      if let flag { arguments.remove(at: flag) }
      return .restore(path: path, replacing: flag != nil)
    case "new-epoch":
      return .newEpoch
    case "rebuild" where canRebuild:
      let place = try file(&arguments)
      arguments += ["--storage", place]
      return .rebuild
    default:
      let known = (canRebuild ? copyUsages : usages).joined(separator: ", ")
      throw ConfigurationError(
        problems: ["unexpected argument \"\(word)\"; commands: \(known); everything else is set by flags, see --help"]
      )
    }
  }
}
