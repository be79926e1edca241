/// All keys of one daemon; reads the file, the environment and the flags against them.
///
/// A flag wins over the environment, the environment over the file, the file over the default. Every value that was
/// given is checked, also one that a stronger source overrides, so that a mistake does not wait for the day it counts.
public struct ConfigurationCatalogue: Sendable {
  /// The daemon's short name: "registry".
  public let service: String
  /// The keys, in the order help prints them.
  public let definitions: [ConfigurationDefinition]

  /// True when the daemon keeps data, and so takes the commands of `StorageCommand`.
  public let keepsData: Bool
  /// True when all that the daemon keeps is copied from others, and can be built anew from them.
  public let canRebuild: Bool

  /// Makes a catalogue; the names of the keys must differ.
  public init(
    service: String,
    definitions: [ConfigurationDefinition],
    keepsData: Bool = false,
    canRebuild: Bool = false
  ) {
    self.canRebuild = canRebuild
    self.service = service
    self.definitions = definitions
    self.keepsData = keepsData
  }

  /// The variable that names the configuration file when no flag does: "OCOP_REGISTRY_CONFIG".
  public var fileVariable: String {
    ConfigurationDefinition.environmentPrefix(ofService: service) + "CONFIG"
  }

  /// Reads what a daemon was started with.
  ///
  /// - Parameters:
  ///   - arguments: the command line without the program's name.
  ///   - environment: all environment variables.
  ///   - readFile: the bytes of a file, or a sentence that says why it cannot be read.
  /// - Throws: `ConfigurationError` with everything that is wrong.
  public func read(
    arguments: [String],
    environment: [String: String],
    readFile: (String) -> Result<[UInt8], ConfigurationError>
  ) throws(ConfigurationError) -> LaunchRequest {
    var remaining = arguments[...]
    let command = keepsData ? try StorageCommand.take(from: &remaining, canRebuild: canRebuild) : nil
    let commandLine = CommandLineFlags(arguments: Array(remaining), catalogue: self)
    if commandLine.asksForHelp { return .help }
    if commandLine.asksForVersion { return .version }

    var reading = Reading(catalogue: self)
    if let path = commandLine.filePath ?? environment[fileVariable] {
      switch readFile(path) {
      case .success(let bytes): reading.add(ConfigurationFile(path: path, bytes: bytes), path: path)
      case .failure(let error): reading.problems += error.problems
      }
    }
    reading.add(environment: environment)
    reading.add(commandLine)
    guard reading.problems.isEmpty else { throw ConfigurationError(problems: reading.problems) }
    let configuration = Configuration(settings: reading.settings)
    if commandLine.asksForCheck { return .checkConfiguration(configuration) }
    if let command { return .storage(command, configuration) }
    return .serve(configuration)
  }

  /// The key with this name.
  func definition(named name: String) -> ConfigurationDefinition? {
    definitions.first { $0.name == name }
  }

  /// The sentence about a name that is no key, with what was probably meant.
  func unknownNameProblem(_ shown: String, nearest: String?, all: [String]) -> String {
    let hint = nearest.map { "did you mean \"\($0)\"? " } ?? ""
    return "unknown \(shown); \(hint)known: \(all.joined(separator: ", "))"
  }
}

/// The values gathered so far, and what was wrong with them.
private struct Reading {
  let catalogue: ConfigurationCatalogue
  var settings: [String: Configuration.Setting] = [:]
  var problems: [String] = []

  init(catalogue: ConfigurationCatalogue) {
    self.catalogue = catalogue
    for definition in catalogue.definitions {
      set(definition, text: definition.defaultText, origin: .defaultValue)
    }
  }

  mutating func add(_ file: ConfigurationFile, path: String) {
    problems += file.problems
    let names = catalogue.definitions.map(\.name)
    for entry in file.entries {
      guard let definition = catalogue.definition(named: entry.name) else {
        let nearest = NearestName.suggestion(for: entry.name, among: names)
        let problem = catalogue.unknownNameProblem("key \"\(entry.name)\"", nearest: nearest, all: names)
        problems.append("\(path):\(entry.line): \(problem)")
        continue
      }
      set(definition, text: entry.text, origin: .file(path: path, line: entry.line))
    }
  }

  mutating func add(environment: [String: String]) {
    let prefix = ConfigurationDefinition.environmentPrefix(ofService: catalogue.service)
    let variables = catalogue.definitions.map { $0.environmentVariable(ofService: catalogue.service) }
    // Sorted, since the order of an environment is not the user's.
    for variable in environment.keys.filter({ $0.hasPrefix(prefix) }).sorted() where variable != catalogue.fileVariable
    {
      guard let index = variables.firstIndex(of: variable), let text = environment[variable] else {
        let nearest = NearestName.suggestion(for: variable, among: variables)
        problems.append(
          catalogue.unknownNameProblem("environment variable \(variable)", nearest: nearest, all: variables)
        )
        continue
      }
      set(catalogue.definitions[index], text: text, origin: .environment(variable: variable))
    }
  }

  mutating func add(_ commandLine: CommandLineFlags) {
    problems += commandLine.problems
    for given in commandLine.settings {
      set(given.definition, text: given.text, origin: .flag(given.flag))
    }
  }

  private mutating func set(_ definition: ConfigurationDefinition, text: String, origin: ConfigurationOrigin) {
    do {
      try definition.check(text)
    } catch {
      let shown = definition.shown(text)
      problems.append("\(origin): \(definition.name) = \"\(shown)\" \(error.reason); allowed: \(definition.allowed)")
    }
    settings[definition.name] = Configuration.Setting(text: text, origin: origin)
  }
}
