/// How a PostgreSQL database uses connections, threads and time. Every limit is bounded; the defaults suit a service.
public struct PostgreSQLConfiguration: Sendable {
  /// Threads that run `read` closures, each with a connection of its own. 1 to 64.
  public var readerCount = 4
  /// Writes that may wait; one more is refused with `queueFull`. At least 1.
  public var writeQueueCapacity = 4096
  /// Reads that may wait; one more is refused with `queueFull`. At least 1.
  public var readQueueCapacity = 4096
  /// Writes that share one transaction at most. The server keeps 64 savepoints of a transaction at hand; with more,
  /// every reader has to look them up.
  public var groupCommitMaxWrites = 64
  /// A transaction takes in no further writes once it has run this long.
  public var groupCommitMaxMilliseconds = 20
  /// Prepared statements a connection keeps. At least 1.
  public var statementCacheCapacity = 128
  /// How long to wait for a host to connect, where the location has no `connect_timeout`. Below 2 counts as 2.
  public var connectTimeoutSeconds = 3
  /// How long a statement or commit may take; the connection is closed then. Holds also when the server has stopped.
  public var statementTimeoutMilliseconds = 10_000
  /// How long to wait for the turn to write while another process has it; `busy` after that. Less than
  /// ``statementTimeoutMilliseconds``.
  public var lockTimeoutMilliseconds = 8_000
  /// How long the server lets a transaction stand idle: a process that stops in the middle of a write loses its turn.
  public var idleInTransactionTimeoutMilliseconds = 5_000
  /// How long one step of the schema may take.
  public var migrationTimeoutMilliseconds = 600_000
  /// Pause before the second attempt to connect; doubled for each further one, less up to a half at random. Calls
  /// within a pause end with `unavailable` at once.
  public var reconnectPauseMinMilliseconds = 50
  /// The longest pause between two attempts to connect.
  public var reconnectPauseMaxMilliseconds = 2_000
  /// For tests only: take a server that runs with `fsync = off` and loses data when the machine stops.
  public var acceptsServerWithoutFsync = false

  /// The defaults.
  public init() {}
}
