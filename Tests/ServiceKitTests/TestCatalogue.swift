@testable import ServiceKit

/// A small catalogue, so that tests do not change with the daemons' keys.
enum TestCatalogue {
  static let storage = ConfigurationKey<StorageLocation>(
    name: "storage",
    placeholder: "LOCATION",
    defaultText: "sqlite:data/test.db",
    allowed: "sqlite:PATH",
    explanation: "Where the data is kept.",
    example: "sqlite:/tmp/test.db",
    shown: StorageLocation.shown
  ) { text throws(InvalidConfigurationValue) in try StorageLocation(parsing: text) }
  static let workers = ConfigurationKey<Int>.integer(
    name: "worker_count",
    unit: "workers",
    default: 2,
    range: 1...16,
    explanation: "How many workers there are."
  )
  static let drain = ConfigurationKey<Duration>.duration(
    name: "drain_timeout",
    default: "10s",
    rangeMilliseconds: 0...600_000,
    explanation: "How long to wait."
  )
  static let format = ConfigurationKey<LogFormat>.choice(
    name: "log_format",
    default: .text,
    explanation: "How lines are written."
  )

  static let catalogue = ConfigurationCatalogue(
    service: "test",
    definitions: [storage.definition, workers.definition, drain.definition, format.definition]
  )

  /// Reads a configuration whose file, if one is asked for, has this text.
  static func read(
    _ arguments: [String] = [],
    environment: [String: String] = [:],
    file: String = ""
  ) throws(ConfigurationError) -> LaunchRequest {
    try catalogue.read(arguments: arguments, environment: environment) { _ in .success(Array(file.utf8)) }
  }

  /// The configuration of a start that is expected to serve.
  static func configuration(
    _ arguments: [String] = [],
    environment: [String: String] = [:],
    file: String = ""
  ) throws -> Configuration? {
    guard case .serve(let configuration) = try read(arguments, environment: environment, file: file) else { return nil }
    return configuration
  }

  /// What was wrong with a configuration; empty when nothing was.
  static func problems(
    _ arguments: [String] = [],
    environment: [String: String] = [:],
    file: String = ""
  ) -> [String] {
    do throws(ConfigurationError) {
      _ = try read(arguments, environment: environment, file: file)
      return []
    } catch {
      return error.problems
    }
  }
}
