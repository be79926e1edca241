/// What a configuration key is called, means and allows: the catalogue's entry, from which help is printed.
public struct ConfigurationDefinition: Sendable {
  /// Lower-case words joined by underscores: "drain_timeout".
  public let name: String
  /// What stands for the value in help: "ENDPOINT".
  public let placeholder: String
  /// Unit of the value, or nil when it has none.
  public let unit: String?
  /// The value when none is given, written as a user would write it.
  public let defaultText: String
  /// What is allowed, as a phrase that can follow "allowed:".
  public let allowed: String
  /// What the key does, in one or two sentences.
  public let explanation: String
  /// A value for the example of a start that help prints; nil when the key has no place in it.
  public let example: String?
  /// A text as people may see it in logs and listings: without what is secret in it.
  let shown: @Sendable (String) -> String
  /// Throws when a text is not an allowed value.
  let check: @Sendable (String) throws(InvalidConfigurationValue) -> Void

  /// The key as a flag: "--drain-timeout".
  public var flag: String {
    "--" + String(name.map { $0 == "_" ? "-" : $0 })
  }

  /// The key as an environment variable of a service: "OCOP_REGISTRY_DRAIN_TIMEOUT".
  public func environmentVariable(ofService service: String) -> String {
    Self.environmentPrefix(ofService: service) + name.uppercased()
  }

  /// What all environment variables of a service start with: "OCOP_REGISTRY_".
  public static func environmentPrefix(ofService service: String) -> String {
    "OCOP_" + service.uppercased() + "_"
  }
}
