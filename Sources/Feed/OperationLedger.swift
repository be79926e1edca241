public import RPC
public import Storage

/// The operations a service has done, with their answers: repeating an operation returns its first answer.
public enum OperationLedger {
  /// Longest operation id, in bytes of UTF-8.
  public static let operationIDMaxBytes = 128

  /// Makes the ledger.
  ///
  /// - Parameter version: The step's place in the service's own list.
  public static func migration(version: Int) -> Migration {
    Migration(
      version: version,
      name: "operation ledger by time",
      sql: """
        CREATE TABLE operation_ledger (
          operation_id TEXT PRIMARY KEY,
          request_digest BLOB NOT NULL,
          answer BLOB NOT NULL,
          recorded_at_unix_microseconds INTEGER NOT NULL
        );
        CREATE INDEX operation_ledger_by_time ON operation_ledger (recorded_at_unix_microseconds);
        """
    )
  }

  /// Checks an operation id.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT when it is empty, longer than ``operationIDMaxBytes``, or holds control
  ///   characters.
  public static func check(operationID: String) throws(RPCError) {
    let bytes = operationID.utf8
    if bytes.isEmpty {
      throw RPCError(.invalidArgument, "operation_id is empty; name the operation, so that it can be repeated safely")
    }
    if bytes.count > operationIDMaxBytes {
      throw RPCError(
        .invalidArgument,
        "operation_id has \(bytes.count) bytes; at most \(operationIDMaxBytes) are allowed"
      )
    }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw RPCError(.invalidArgument, "operation_id holds a control character")
    }
  }

  /// The answer of an operation that was done already.
  ///
  /// - Returns: The answer's bytes; nil when the operation is new.
  /// - Throws: `RPCError` ALREADY_EXISTS when the same id was used for another request; `DatabaseError`.
  public static func firstAnswer(
    operationID: String,
    requestDigest: [UInt8],
    in transaction: any ReadTransaction
  ) throws -> [UInt8]? {
    let sql = "SELECT request_digest, answer FROM operation_ledger WHERE operation_id = ?1"
    let found = try transaction.queryOne(sql, [.text(operationID)]) { (digest: $0.bytes(0), answer: $0.bytes(1)) }
    guard let found else { return nil }
    guard found.digest == requestDigest else {
      let message = "operation \(operationID) was done already with another request; use a new operation_id"
      throw RPCError(.alreadyExists, message, isNotRetryable: true)
    }
    return found.answer
  }

  /// Forgets operations that were done long ago, oldest first: nobody repeats them any more.
  ///
  /// - Parameters:
  ///   - cutoffUnixMicroseconds: Operations recorded at or after this are kept.
  ///   - limit: Operations to forget at most; small, since it runs on the writer.
  /// - Returns: How many were forgotten; fewer than `limit` when no more are due.
  /// - Throws: `DatabaseError`.
  public static func forget(
    recordedBefore cutoffUnixMicroseconds: Int64,
    limit: Int = 1_000,
    in transaction: any WriteTransaction
  ) throws -> Int {
    let sql = """
      DELETE FROM operation_ledger WHERE operation_id IN (SELECT operation_id FROM operation_ledger \
      WHERE recorded_at_unix_microseconds < ?1 ORDER BY recorded_at_unix_microseconds LIMIT ?2)
      """
    return try transaction.execute(sql, [.integer(cutoffUnixMicroseconds), .integer(Int64(limit))])
  }

  /// Forgets one operation: what is kept of its request may tell of a person who is erased. Repeating it does it again,
  /// so the rules must refuse it then.
  ///
  /// - Throws: `DatabaseError`.
  public static func forget(operationID: String, in transaction: any WriteTransaction) throws {
    try transaction.execute("DELETE FROM operation_ledger WHERE operation_id = ?1", [.text(operationID)])
  }

  /// Notes an operation with its answer, in the transaction that does it.
  ///
  /// - Throws: `DatabaseError`, also when the operation is in the ledger.
  public static func record(
    operationID: String,
    requestDigest: [UInt8],
    answer: [UInt8],
    at recordedAtUnixMicroseconds: Int64,
    in transaction: any WriteTransaction
  ) throws {
    let sql = """
      INSERT INTO operation_ledger (operation_id, request_digest, answer, recorded_at_unix_microseconds) \
      VALUES (?1, ?2, ?3, ?4)
      """
    try transaction.execute(
      sql,
      [.text(operationID), .bytes(requestDigest), .bytes(answer), .integer(recordedAtUnixMicroseconds)]
    )
  }
}
