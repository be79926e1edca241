public import Storage

/// A daemon: its name, its keys, and how it is put together. `ServiceMain.run` does the rest.
public protocol ServiceApplication: Sendable {
  /// Short name: "registry". The program is called "ocop-" and this; environment variables start with "OCOP_", this in
  /// capitals and "_".
  static var name: String { get }
  /// What the daemon does, in one sentence, for help.
  static var summary: String { get }
  /// Port on 127.0.0.1 when nothing else is configured.
  static var defaultPort: Int { get }
  /// True when the daemon keeps data, and so has the key `storage`.
  static var keepsData: Bool { get }
  /// The schema of its database, ordered by version; empty when it keeps no data.
  static var migrations: [Migration] { get }
  /// Keys beside those that every daemon has.
  static var keys: [ConfigurationDefinition] { get }
  /// Whether all that it keeps is copied from other services, so that `rebuild` can be asked for.
  static var canRebuild: Bool { get }
  /// Says what is wrong with values that are right each by itself.
  static func check(_ configuration: Configuration) throws(ConfigurationError)
  /// Opens what the daemon needs and puts it together. Nothing is served before it returns.
  static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts
  /// Builds the copy anew, in the database that the configuration names, and compares it with that of the running
  /// service. Returns whether they are the same; says what it finds.
  static func rebuild(
    _ environment: ServiceEnvironment,
    say: @escaping @Sendable (String) -> Void
  ) async throws -> Bool
}

extension ServiceApplication {
  /// Most daemons keep data.
  public static var keepsData: Bool { true }
  /// No schema.
  public static var migrations: [Migration] { [] }
  /// No keys beside those that every daemon has.
  public static var keys: [ConfigurationDefinition] { [] }
  /// What most daemons keep is their own.
  public static var canRebuild: Bool { false }
  /// Not for these daemons: the command line does not take the command.
  public static func rebuild(
    _ environment: ServiceEnvironment,
    say: @escaping @Sendable (String) -> Void
  ) async throws -> Bool {
    false
  }
  /// Nothing is.
  public static func check(_ configuration: Configuration) throws(ConfigurationError) {}

  /// The program's name: "ocop-registry".
  static var program: String { "ocop-" + name }

  /// Every key of the daemon.
  public static var catalogue: ConfigurationCatalogue {
    var definitions = [CommonKeys.listen(defaultPort: defaultPort).definition]
    if keepsData { definitions.append(CommonKeys.storage(service: name).definition) }
    definitions += keys
    definitions += IdentityKeys.definitions
    definitions += ConnectionKeys.definitions
    definitions += ObservationKeys.definitions
    definitions += [
      CommonKeys.logFormat.definition, CommonKeys.logLevel.definition, CommonKeys.drainTimeout.definition,
    ]
    return ConfigurationCatalogue(
      service: name,
      definitions: definitions,
      keepsData: !migrations.isEmpty,
      canRebuild: canRebuild
    )
  }
}
