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

  /// How long conflicts are kept after they were closed.
  public static let closedConflicts = ConfigurationKey<Duration>.duration(
    name: "conflict_retention",
    default: "90d",
    rangeMilliseconds: 86_400_000...31_536_000_000,
    explanation: "How long a conflict is kept after it was resolved or withdrawn. The newest 10000 are kept at most."
  )

  /// Age from which the change log is compacted.
  public static let fullHistory = ConfigurationKey<Duration>.duration(
    name: "full_history",
    default: "0s",
    rangeMilliseconds: 0...315_360_000_000,
    explanation: "Age from which the change log keeps only the newest change of each record; 0s keeps every change for "
      + "ever. What was known on an older day cannot be told any more, and that part of the log cannot be proved."
  )

  /// All of them, for a daemon's keys.
  public static let definitions = [operations.definition, closedConflicts.definition, fullHistory.definition]

  /// What a configuration asks for.
  public static func retention(in configuration: Configuration) throws -> FeedRetention {
    let fullHistory = try configuration.value(of: fullHistory)
    return FeedRetention(
      operations: try configuration.value(of: operations),
      closedConflicts: try configuration.value(of: closedConflicts),
      fullHistory: fullHistory == .zero ? nil : fullHistory
    )
  }
}
