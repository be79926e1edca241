public import Logging
public import Storage

/// Forgets what a service need not keep, in small steps between its writes: old operations, conflicts that were closed
/// long ago, and, when asked for, the superseded events of an old part of the log.
public struct FeedHousekeeping: Sendable {
  private let database: any Database
  private let retention: FeedRetention
  private let logger: Logger
  private let nowUnixMicroseconds: @Sendable () -> Int64

  /// - Parameters:
  ///   - database: Has the migrations of `ChangeLog`, `OperationLedger` and `ConflictQueue`.
  ///   - retention: What is kept for how long.
  ///   - logger: For what was forgotten, and for failures.
  ///   - nowUnixMicroseconds: The service's clock.
  public init(
    database: any Database,
    retention: FeedRetention,
    logger: Logger,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64 = UnixTime.nowMicroseconds
  ) {
    self.database = database
    self.retention = retention
    self.logger = logger
    self.nowUnixMicroseconds = nowUnixMicroseconds
  }

  /// Works at the start and then once an hour, until the task is cancelled. A failure is logged, and tried again.
  public func run() async {
    while !Task.isCancelled {
      do {
        try await sweep()
      } catch {
        if !Task.isCancelled { logger.warning("housekeeping failed", metadata: ["reason": "\(error)"]) }
      }
      try? await Task.sleep(for: .seconds(3_600))
    }
  }

  /// Forgets everything that is due now. Throws `DatabaseError` or `CancellationError`.
  public func sweep() async throws {
    let operations = try await repeated(olderThan: retention.operations) { cutoff, limit, transaction in
      try OperationLedger.forget(recordedBefore: cutoff, limit: limit, in: transaction)
    }
    let conflicts = try await repeated(olderThan: retention.closedConflicts) { cutoff, limit, transaction in
      try ConflictQueue.forget(closedBefore: cutoff, limit: limit, in: transaction)
    }
    var events = 0
    if let fullHistory = retention.fullHistory {
      events = try await repeated(olderThan: fullHistory) { cutoff, limit, transaction in
        try ChangeLogCompaction.compact(recordedBefore: cutoff, limit: limit, in: transaction)
      }
    }
    guard operations + conflicts + events > 0 else { return }
    logger.info(
      "housekeeping",
      metadata: [
        "operations_forgotten": "\(operations)", "conflicts_forgotten": "\(conflicts)", "events_compacted": "\(events)",
      ]
    )
  }

  /// Repeats a step, each in a write of its own, until it has nothing more to do. Returns what the steps did together.
  private func repeated(
    olderThan age: Duration,
    _ step: @escaping @Sendable (_ cutoff: Int64, _ limit: Int, any WriteTransaction) throws -> Int
  ) async throws -> Int {
    let limit = 500
    let cutoff = nowUnixMicroseconds() - age.components.seconds * 1_000_000
    var total = 0
    while true {
      try Task.checkCancellation()
      let count = try await database.write { try step(cutoff, limit, $0) }
      total += count
      guard count >= limit else { return total }
    }
  }
}
