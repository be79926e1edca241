/// A validated configuration: a value for every key of the catalogue, and where each came from.
public struct Configuration: Sendable {
  /// One value as it was written.
  struct Setting: Sendable, Equatable {
    var text: String
    var origin: ConfigurationOrigin
  }

  private let settings: [String: Setting]

  init(settings: [String: Setting]) {
    self.settings = settings
  }

  /// The value of a key.
  ///
  /// - Throws: `ConfigurationError` when the key is not in the catalogue this configuration was read with. Values of
  ///   keys that are in it were checked when it was read.
  public func value<Value>(of key: ConfigurationKey<Value>) throws(ConfigurationError) -> Value {
    let definition = key.definition
    guard let setting = settings[definition.name] else {
      throw ConfigurationError(problems: ["key \"\(definition.name)\" is not in this program's catalogue"])
    }
    do {
      return try key.parse(setting.text)
    } catch {
      throw ConfigurationError(problems: [
        "\(setting.origin): \(definition.name) = \"\(definition.shown(setting.text))\" \(error.reason); "
          + "allowed: \(definition.allowed)"
      ])
    }
  }

  /// Where the value of a key came from; nil when the key is not in the catalogue.
  public func origin(ofKeyNamed name: String) -> ConfigurationOrigin? {
    settings[name]?.origin
  }

  /// The value of a key as it was written; nil when the key is not in the catalogue.
  public func text(ofKeyNamed name: String) -> String? {
    settings[name]?.text
  }
}
