/// How long a service keeps what only time makes superfluous.
public struct FeedRetention: Sendable, Hashable {
  /// Shortest time that operations are kept: a client may repeat one for a day.
  public static let operationsMin = Duration.seconds(86_400)

  /// How long operations are kept with their answers.
  public var operations: Duration
  /// How long conflicts are kept after they were closed.
  public var closedConflicts: Duration
  /// Age from which of each subject only the newest event is kept; nil = every event is kept for ever.
  public var fullHistory: Duration?

  /// - Parameters:
  ///   - operations: How long operations are kept; taken as ``operationsMin`` when shorter.
  ///   - closedConflicts: How long conflicts are kept after they were closed.
  ///   - fullHistory: Age from which the log is compacted; nil = never.
  public init(
    operations: Duration = .seconds(7 * 86_400),
    closedConflicts: Duration = .seconds(90 * 86_400),
    fullHistory: Duration? = nil
  ) {
    self.operations = max(operations, Self.operationsMin)
    self.closedConflicts = closedConflicts
    self.fullHistory = fullHistory
  }
}
