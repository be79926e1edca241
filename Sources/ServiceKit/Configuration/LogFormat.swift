/// How a log line is written.
public enum LogFormat: String, Sendable, CaseIterable {
  /// Time, level, message and fields, for people.
  case text
  /// One JSON object a line, for programs.
  case json
}
