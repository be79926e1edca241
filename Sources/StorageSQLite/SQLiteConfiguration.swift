public import Storage

/// How an SQLite database uses threads and memory. Every limit is bounded; the defaults suit a service.
public struct SQLiteConfiguration: Sendable {
  /// Threads that run `read` closures, each with a connection of its own. 1 to 64.
  public var readerCount = 2
  /// Writes that may wait; one more is refused with ``DatabaseError/Code/queueFull``. At least 1.
  public var writeQueueCapacity = 4096
  /// Reads that may wait; one more is refused with ``DatabaseError/Code/queueFull``. At least 1.
  public var readQueueCapacity = 4096
  /// Writes that share one transaction at most. At least 1.
  public var groupCommitMaxWrites = 256
  /// A transaction takes in no further writes once it has run this long.
  public var groupCommitMaxMilliseconds = 20
  /// Prepared statements a connection keeps. At least 1.
  public var statementCacheCapacity = 128
  /// How long to wait for a lock that another program (an `sqlite3` shell) holds.
  public var busyTimeoutMilliseconds: Int32 = 5_000
  /// Pages of 4 KiB in the write-ahead log after which the writer moves them into the database file.
  public var checkpointPages = 1_000
  /// Pages in the write-ahead log after which the writer waits (a little) for readers, to start the log anew.
  public var walLimitPages = 16_384
  /// Page cache of the writer, and of each reader, in KiB.
  public var cacheKibibytes = 8_192
  /// Largest size of the database file in pages of 4 KiB; a write beyond it fails with
  /// ``DatabaseError/Code/full``. Nil: as large as the disk.
  public var fileLimitPages: Int?
  /// Called once, on the writer's thread, when an error at commit left a write's outcome unknown. The process should
  /// end: nothing more is written, and only a restart shows what is on the disk.
  public var onStopped: (@Sendable (DatabaseError) -> Void)?

  /// The defaults.
  public init() {}
}
