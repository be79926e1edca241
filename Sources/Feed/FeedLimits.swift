/// Limits of a feed's two ends, with their defaults. A test sets them low, so that they are easy to hit.
public struct FeedLimits: Sendable {
  /// Events the publisher reads, and the follower applies, in one transaction at most.
  public var batchEventsMax = 1_000
  /// Bytes of changes after which such a batch takes no further event.
  public var batchBytesMax = 1_048_576
  /// Longest silence of a publisher; then it sends a bookmark.
  public var bookmarkInterval = Duration.seconds(5)
  /// Time between two reports of a verification's progress.
  public var reportInterval = Duration.seconds(1)
  /// Silence after which a follower takes the connection for dead. Several bookmark intervals.
  public var silenceLimit = Duration.seconds(30)
  /// Shortest and longest pause of a follower between two connections; a random part of it is left out.
  public var reconnectPauseMin = Duration.milliseconds(100)
  /// See ``reconnectPauseMin``.
  public var reconnectPauseMax = Duration.seconds(2)

  /// The defaults.
  public init() {}
}
