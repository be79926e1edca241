public import Logging

/// Writes log events as bounded lines to standard error.
public struct LineLogHandler: LogHandler {
  /// The least severe events that are written.
  public var logLevel: Logger.Level
  /// Fields of every event of this logger.
  public var metadata: Logger.Metadata = [:]
  /// More fields, asked for at every event.
  public var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let format: LogFormat
  private let output: LogOutput

  /// Makes a handler that writes to standard error.
  public init(label: String, format: LogFormat, level: Logger.Level) {
    self.init(label: label, format: format, level: level, output: .standardError)
  }

  init(label: String, format: LogFormat, level: Logger.Level, output: LogOutput) {
    self.label = label
    self.format = format
    self.logLevel = level
    self.output = output
  }

  /// A field of every event of this logger.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes one event. Fields of the event win over those of the logger, and those over the provider's.
  public func log(event: LogEvent) {
    var fields = metadataProvider?.get() ?? [:]
    if !metadata.isEmpty { fields.merge(metadata) { $1 } }
    if let own = event.metadata {
      if fields.isEmpty { fields = own } else { fields.merge(own) { $1 } }
    }
    if let error = event.error { fields["error"] = "\(error)" }
    let line = LogLine(
      time: output.now(),
      level: event.level,
      label: label,
      message: event.message.description,
      // Sorted, since a dictionary's order differs from run to run.
      fields: fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.description) }
    )
    output.write(line.bytes(format: format))
  }
}
