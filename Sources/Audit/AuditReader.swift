import Feed
public import Messages
public import RPC
public import Storage

/// Answers questions about a service's audit log.
public struct AuditReader: Sendable {
  /// The newest event of a record by its name in the change log; 0 = there is none.
  public typealias NewestRevision = @Sendable (_ record: String, any ReadTransaction) throws -> UInt64

  private let database: any Database
  private let service: String
  private let newestRevision: NewestRevision

  /// - Parameters:
  ///   - database: Has the migration of `AuditLog`.
  ///   - service: The service's full name: "ocop.registry.v1.Registry".
  ///   - newestRevision: Finds a record's newest event.
  public init(database: any Database, service: String, newestRevision: @escaping NewestRevision) {
    self.database = database
    self.service = service
    self.newestRevision = newestRevision
  }

  /// The whole of a SearchAudit method. Throws `RPCError`.
  public func search(_ request: AuditV1.SearchAuditRequest) async throws -> AuditV1.SearchAuditResponse {
    let search = try AuditSearch(request, service: service)
    return try await withRPCErrors {
      try await database.read { try search.page(newestRevision: newestRevision, in: $0) }
    }
  }

  /// The whole of a VerifyAudit method.
  ///
  /// - Throws: `RPCError`: INVALID_ARGUMENT for too many places; CANCELLED when the caller has gone.
  public func serveVerification(
    _ request: AuditV1.VerifyAuditRequest,
    to writer: ResponseWriter<AuditV1.VerifyAuditResponse>
  ) async throws {
    guard request.sequences.count <= 100 else {
      let description = "\(request.sequences.count) places are asked for; at most 100 are answered"
      throw RPCError.invalid(field: "sequences", reason: "too_many", description: description)
    }
    try await withRPCErrors {
      let verification = AuditVerification(database: database)
      let verdict = try await verification.verdict(sequences: Set(request.sequences)) { progress in
        var response = AuditV1.VerifyAuditResponse()
        response.item = .progress(progress)
        try await writer.write(response)
      }
      var response = AuditV1.VerifyAuditResponse()
      response.item = .verdict(verdict)
      try await writer.write(response)
    }
  }
}
