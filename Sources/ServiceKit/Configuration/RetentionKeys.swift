public import Feed

/// The keys of a service that keeps a change log: what it forgets, and when.
public enum RetentionKeys {
  /// How long operations are kept with their answers.
  public static let operations = ConfigurationKey<Duration>.duration(
    name: "operation_retention",
    default: "7d",
    rangeMilliseconds: 86_400_000...31_536_000_000,
    explanation: "How long an operation is remembered with its answer, so that repeating it has no second effect."
  )

  /// Age from which the change log is compacted.
  public static let fullHistory = ConfigurationKey<Duration>.duration(
    name: "full_history",
    default: "0s",
    rangeMilliseconds: 0...315_360_000_000,
    explanation: "Age from which the change log keeps only the newest change of each record; 0s keeps every change for "
      + "ever. What was known on an older day cannot be told any more, and that part of the log cannot be proved."
  )

  /// Both, for a daemon's keys.
  public static let definitions = [operations.definition, fullHistory.definition]

  /// What a configuration asks for.
  public static func retention(in configuration: Configuration) throws -> FeedRetention {
    let fullHistory = try configuration.value(of: fullHistory)
    return FeedRetention(
      operations: try configuration.value(of: operations),
      fullHistory: fullHistory == .zero ? nil : fullHistory
    )
  }
}
