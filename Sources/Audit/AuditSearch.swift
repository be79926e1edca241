import Feed
import Messages
import RPC
import Storage

/// Finds entries of an audit log.
struct AuditSearch {
  /// Entries that one page looks through at most.
  static let scannedMax: UInt64 = 20_000
  /// Entries of one record that are found at most.
  static let entriesOfRecordMax = 2_000
  static let pageSizeDefault: UInt32 = 200
  static let pageSizeMax: UInt32 = 1_000

  private let request: AuditV1.SearchAuditRequest
  private let service: String
  private let afterSequence: UInt64
  private let limit: Int

  /// - Parameter service: The service whose log it is: "ocop.registry.v1.Registry".
  /// - Throws: `RPCError` INVALID_ARGUMENT.
  init(_ request: AuditV1.SearchAuditRequest, service: String) throws(RPCError) {
    let size = request.page?.pageSize ?? 0
    guard size <= Self.pageSizeMax else {
      throw .invalid(
        field: "page.page_size",
        reason: "out_of_range",
        description: "page_size must be 1 to \(Self.pageSizeMax), or 0"
      )
    }
    let token = request.page?.pageToken ?? ""
    guard let after = token.isEmpty ? 0 : UInt64(token), after <= UInt64(Int64.max) else {
      throw .invalid(
        field: "page.page_token",
        reason: "bad_page_token",
        description: "page_token is not one that a search returned; start again without it"
      )
    }
    let texts = [
      ("subject", request.subject), ("role", request.role), ("method", request.method),
      ("operation_id", request.operationID), ("record", request.record), ("outcome", request.outcome),
    ]
    for (field, text) in texts where text.utf8.count > 512 || text.utf8.contains(0) {
      throw .invalid(field: field, reason: "bad_text", description: "\(field) is longer than 512 bytes, or holds a NUL")
    }
    self.request = request
    self.service = service
    afterSequence = after
    limit = Int(size == 0 ? Self.pageSizeDefault : size)
  }

  /// One page. Throws `DatabaseError`.
  ///
  /// - Parameter newestRevision: The newest event of a record by its name in the change log; 0 = there is none.
  func page(
    newestRevision: (String, any ReadTransaction) throws -> UInt64,
    in transaction: any ReadTransaction
  ) throws -> AuditV1.SearchAuditResponse {
    request.record.isEmpty
      ? try scan(in: transaction)
      : try entries(ofRecord: newestRevision(request.record, transaction), in: transaction)
  }

  private func scan(in transaction: any ReadTransaction) throws -> AuditV1.SearchAuditResponse {
    let last = try AuditLog.head(in: transaction).sequence
    let end = min(last, afterSequence + Self.scannedMax)
    let (condition, arguments) = condition(first: [
      .integer(Int64(clamping: afterSequence)), .integer(Int64(clamping: end)),
    ])
    var response = AuditV1.SearchAuditResponse()
    response.entries = try AuditLog.entries(
      where: "sequence > ?1 AND sequence <= ?2\(condition)",
      arguments,
      limit: limit,
      in: transaction
    )
    if response.entries.count == limit, let found = response.entries.last?.sequence, found < last {
      response.nextPageToken = String(found)
    } else if end < last {
      response.nextPageToken = String(end)
    }
    return response
  }

  private func entries(
    ofRecord newestRevision: UInt64,
    in transaction: any ReadTransaction
  ) throws -> AuditV1.SearchAuditResponse {
    let sequences = try AuditLog.sequences(
      ofRecord: request.record,
      newestRevision: newestRevision,
      limit: Self.entriesOfRecordMax,
      in: transaction
    )
    var response = AuditV1.SearchAuditResponse()
    for sequence in sequences where sequence > afterSequence {
      if response.entries.count == limit {
        response.nextPageToken = String(response.entries.last?.sequence ?? 0)
        break
      }
      let (condition, arguments) = condition(first: [.integer(Int64(clamping: sequence))])
      response.entries += try AuditLog.entries(where: "sequence = ?1\(condition)", arguments, limit: 1, in: transaction)
    }
    return response
  }

  /// What the request asks for beside the record, with the arguments that come before it.
  private func condition(first arguments: [DatabaseValue]) -> (sql: String, arguments: [DatabaseValue]) {
    var sql = ""
    var arguments = arguments
    func add(_ comparison: String, _ value: DatabaseValue) {
      arguments.append(value)
      sql += " AND \(comparison) ?\(arguments.count)"
    }
    if request.sinceUnixMicroseconds != 0 {
      add("recorded_at_unix_microseconds >=", .integer(request.sinceUnixMicroseconds))
    }
    if request.untilUnixMicroseconds != 0 {
      add("recorded_at_unix_microseconds <", .integer(request.untilUnixMicroseconds))
    }
    let isPath = request.method.isEmpty || request.method.contains("/")
    let method = isPath ? request.method : "\(service)/\(request.method)"
    let texts = [
      ("subject =", request.subject), ("role =", request.role), ("method =", method),
      ("operation_id =", request.operationID), ("outcome =", request.outcome),
    ]
    for (comparison, text) in texts where !text.isEmpty { add(comparison, .text(text)) }
    return (sql, arguments)
  }
}
