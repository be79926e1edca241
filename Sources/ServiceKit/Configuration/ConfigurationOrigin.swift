/// Where a configuration value came from.
public enum ConfigurationOrigin: Sendable, Equatable, CustomStringConvertible {
  /// The catalogue: nobody set it.
  case defaultValue
  /// A line of the configuration file, counted from 1.
  case file(path: String, line: Int)
  /// An environment variable.
  case environment(variable: String)
  /// A flag of the command line, as it was written.
  case flag(String)

  /// "registry.conf:3", "environment variable OCOP_REGISTRY_LISTEN", "flag --listen" or "default".
  public var description: String {
    switch self {
    case .defaultValue: "default"
    case .file(let path, let line): "\(path):\(line)"
    case .environment(let variable): "environment variable \(variable)"
    case .flag(let flag): "flag \(flag)"
    }
  }
}
