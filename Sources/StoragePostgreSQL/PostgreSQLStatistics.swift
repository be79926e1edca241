/// Counters of a PostgreSQL database, of this process alone.
public struct PostgreSQLStatistics: Sendable, Hashable {
  /// Writes that wait for the writer now.
  public var waitingWriteCount: Int
  /// Reads that wait for a reader now.
  public var waitingReadCount: Int
  /// Transactions committed; fewer than writes when writes shared them.
  public var commitCount: Int
}
