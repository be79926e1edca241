public import Messages
import RPC
public import Storage

/// The frame of every import: checks the operation id, replays the first answer of a repeated operation, stages the
/// records in one transaction, stores all or none, and wakes the watchers.
public struct RecordImporter: Sendable {
  /// Adds to the transaction of an import.
  public typealias OnStored = @Sendable (StoredImport, any WriteTransaction) throws -> Void

  private let database: any Database
  private let publisher: FeedPublisher?
  private let nowUnixMicroseconds: @Sendable () -> Int64

  /// - Parameters:
  ///   - database: Has the migrations of `ChangeLog` and `OperationLedger`.
  ///   - publisher: Told of each commit; nil when nobody watches.
  ///   - nowUnixMicroseconds: The service's clock.
  public init(
    database: any Database,
    publisher: FeedPublisher?,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64 = UnixTime.nowMicroseconds
  ) {
    self.database = database
    self.publisher = publisher
    self.nowUnixMicroseconds = nowUnixMicroseconds
  }

  /// Thrown to undo a transaction whose summary is the answer all the same.
  private struct NotStored: Error {
    let summary: CommonV1.ImportSummary
  }

  /// Runs an import.
  ///
  /// - Parameters:
  ///   - operationID: Names the import.
  ///   - requestDigest: Digest of the records: `SHA256.digest(ofMessages: request.records)`.
  ///   - dryRun: Only check. The ledger is neither asked nor written.
  ///   - onStored: Adds to the transaction of an import that is stored. Not called for a repetition, which changes
  ///     nothing.
  ///   - stage: Checks and writes every record. May run more than once; must touch nothing but what it is given.
  /// - Returns: The summary. `applied` is false for a dry run and when there are violations: nothing is stored then,
  ///   and the operation id is free for the corrected records.
  /// - Throws: `RPCError`: INVALID_ARGUMENT for a bad operation id, ALREADY_EXISTS when it was used for other records,
  ///   what the store's failures map to; or what `stage` throws.
  public func run(
    operationID: String,
    requestDigest: [UInt8],
    dryRun: Bool,
    onStored: @escaping OnStored = { _, _ in },
    stage: @escaping @Sendable (any WriteTransaction, inout RecordImport) throws -> Void
  ) async throws -> CommonV1.ImportSummary {
    try OperationLedger.check(operationID: operationID)
    let now = nowUnixMicroseconds()
    do {
      let summary = try await database.write { transaction -> CommonV1.ImportSummary in
        if !dryRun {
          let first = try OperationLedger.firstAnswer(
            operationID: operationID,
            requestDigest: requestDigest,
            in: transaction
          )
          if let first { return try CommonV1.ImportSummary(decodingBytes: first) }
        }
        var records = try RecordImport(operationID: operationID, at: now, isDryRun: dryRun, in: transaction)
        try stage(transaction, &records)
        if dryRun || records.hasViolations { throw NotStored(summary: records.refused()) }
        let stored = try records.finish()
        let summary = stored.summary
        try onStored(stored, transaction)
        try OperationLedger.record(
          operationID: operationID,
          requestDigest: requestDigest,
          answer: summary.encodedBytes(),
          at: now,
          in: transaction
        )
        return summary
      }
      publisher?.noteCommit()
      return summary
    } catch let error as NotStored {
      return error.summary
    } catch let error as DatabaseError {
      throw RPCError(error)
    }
  }
}
