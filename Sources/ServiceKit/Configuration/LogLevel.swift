public import Logging

/// The least severe lines that are written.
public enum LogLevel: String, Sendable, CaseIterable {
  /// Every step; for finding a fault in the program itself.
  case trace
  /// Every connection and every call that failed.
  case debug
  /// Start, stop, and what an operator may want to know.
  case info
  /// What an operator should look at.
  case warning
  /// What needs somebody now.
  case error

  /// The same level of the logging library.
  public var level: Logger.Level {
    switch self {
    case .trace: .trace
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
