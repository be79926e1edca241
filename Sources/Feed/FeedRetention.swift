/// How long a service keeps what only time makes superfluous.
public struct FeedRetention: Sendable, Hashable {
  /// Shortest time that operations are kept: a client may repeat one for a day.
  public static let operationsMin = Duration.seconds(86_400)

  /// How long operations are kept with their answers.
  public var operations: Duration
  /// Age from which of each subject only the newest event is kept; nil = every event is kept for ever.
  public var fullHistory: Duration?

  /// - Parameters:
  ///   - operations: How long operations are kept; taken as ``operationsMin`` when shorter.
  ///   - fullHistory: Age from which the log is compacted; nil = never.
  public init(operations: Duration = .seconds(7 * 86_400), fullHistory: Duration? = nil) {
    self.operations = max(operations, Self.operationsMin)
    self.fullHistory = fullHistory
  }
}
