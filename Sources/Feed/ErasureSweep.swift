public import Logging
public import Storage

/// Clears what an erasure leaves behind beside the rows: free space and the log of the database file. It is asked for
/// in the transaction of the erasure, so that it is not forgotten when the process ends before it is done.
public final class ErasureSweep: Sendable {
  static let tableSQL = """
    CREATE TABLE IF NOT EXISTS erasure_sweep (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      request_count INTEGER NOT NULL
    );
    """

  private let database: any Database
  private let logger: Logger
  private let requests = CommitSignal()

  /// - Parameters:
  ///   - database: Has the migration of `ChangeLog` or of `FollowerCursor`.
  ///   - logger: For what was cleared, and for failures.
  public init(database: any Database, logger: Logger) {
    self.database = database
    self.logger = logger
  }

  /// Asks for a sweep, in the transaction that erases. Throws `DatabaseError`.
  public static func request(in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      INSERT INTO erasure_sweep (id, request_count) VALUES (1, 1) \
      ON CONFLICT (id) DO UPDATE SET request_count = erasure_sweep.request_count + 1
      """
    )
  }

  /// Wakes `run`. To be called after the commit of a transaction that asked for a sweep.
  public func noteRequest() {
    requests.note()
  }

  /// Sweeps whenever it is asked for, until the task is cancelled. What fails is tried again after a minute.
  public func run() async {
    while !Task.isCancelled {
      let generation = requests.generation
      do {
        try await sweepIfDue()
      } catch {
        if !Task.isCancelled {
          logger.warning("what was erased is not cleared yet", metadata: ["reason": "\(error)"])
        }
      }
      await requests.wait(after: generation, atMost: .seconds(60))
    }
  }

  /// Sweeps if that was asked for and not done yet. Throws `DatabaseError`.
  public func sweepIfDue() async throws {
    let count = try await database.read { transaction in
      try transaction.queryOne("SELECT request_count FROM erasure_sweep WHERE id = 1") { $0.integer(0) }
    }
    guard let count else { return }
    let isCleared = try await database.clearErasedContent()
    // Another erasure may have come meanwhile: that one is still to be swept.
    try await database.write { transaction in
      _ = try transaction.execute(
        "DELETE FROM erasure_sweep WHERE id = 1 AND request_count = ?1",
        [.integer(count)]
      )
    }
    if isCleared {
      logger.info("erased content is cleared from the store")
    } else {
      logger.warning(
        "something was erased: old rows are the database server's to clear, with VACUUM FULL (deploy/RUNBOOK.md)"
      )
    }
  }
}
