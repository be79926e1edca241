import AccessControl
import Audit
import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import Services
import Storage

/// Answers the calls of `ocop.registry.v1.Registry`.
struct RegistryHandlers: RegistryV1.RegistryServiceProtocol {
  let database: any Database
  let publisher: FeedPublisher
  private let importer: RecordImporter
  let resolver: ScopeResolver
  let logger: Logger
  let nowUnixMicroseconds: @Sendable () -> Int64
  let refusals: AuditRefusals
  let sweep: ErasureSweep
  /// Territories of the units that lists are asked for.
  let askedTerritories = TerritoryCache()

  init(
    database: any Database,
    logger: Logger,
    refusals: AuditRefusals,
    sweep: ErasureSweep,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64
  ) {
    self.database = database
    self.logger = logger
    self.refusals = refusals
    self.sweep = sweep
    self.nowUnixMicroseconds = nowUnixMicroseconds
    publisher = FeedPublisher(database: database)
    resolver = RegistryRows.resolver(nowUnixMicroseconds: nowUnixMicroseconds)
    importer = RecordImporter(
      database: database,
      publisher: publisher,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
  }

  func importPermitted(
    _ request: RegistryV1.ImportRecordsRequest,
    context: CallContext
  ) async throws -> CommonV1.ImportSummary {
    let origin = try AuditOrigin(context)
    let scope = try RowScope(of: context.caller, through: RegistryV1.RegistryMethods.importRecords.access)
    let summary = try await importer.run(
      operationID: request.operationID,
      requestDigest: scope.bound(SHA256.digest(ofMessages: request.records)),
      dryRun: request.dryRun,
      messages: request.records,
      records: RegistryRecords(scope: scope, resolver: resolver),
      onStored: { [nowUnixMicroseconds] stored, transaction in
        let note = AuditNote.imported(stored, origin: origin, operationID: request.operationID)
        try AuditLog.append(note, at: nowUnixMicroseconds(), in: transaction)
      }
    )
    logger.info("import", metadata: summary.logMetadata(operationID: request.operationID))
    return summary
  }

  func listRecords(
    _ request: RegistryV1.ListRecordsRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListRecordsResponse {
    let view = try CallerView(of: context.caller, through: RegistryV1.RegistryMethods.listRecords.access)
    let kind = try Self.kind(request.kind)
    let cursor = try PageCursor(kind: kind.rawValue, page: request.page)
    return try await withRPCErrors {
      try await database.read { transaction in
        let rows = try resolver.rows(of: view.scope, in: transaction)
        let found = try RegistryStore.page(
          kind,
          after: cursor.afterID,
          limit: cursor.limit + 1,
          reachedBy: rows.flatMap { RegistryRows.filter(kind, $0) },
          in: transaction
        )
        let shown = try found.map { try RegistryV1.Record($0, for: view, in: transaction) }
        let page = cursor.page(shown) { found[$0].record.id }
        var response = RegistryV1.ListRecordsResponse()
        response.records = page.records
        response.nextPageToken = page.nextPageToken
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  func getRecord(_ request: RegistryV1.GetRecordRequest, context: CallContext) async throws -> RegistryV1.Record {
    let view = try CallerView(of: context.caller, through: RegistryV1.RegistryMethods.getRecord.access)
    let kind = try Self.kind(request.kind)
    let found = try await withRPCErrors {
      if view.scope == .everything {
        return try await database.readPoint { transaction in
          try RegistryStore.load(kind, id: request.id, in: transaction)
            .map { try RegistryV1.Record($0, for: view, in: transaction) }
        }
      }
      // Of a scope more than a few rows may have to be read.
      return try await database.read { transaction in
        let rows = try resolver.rows(of: view.scope, in: transaction)
        let filter = rows.flatMap { RegistryRows.filter(kind, $0) }
        return try RegistryStore.load(kind, id: request.id, reachedBy: filter, in: transaction)
          .map { try RegistryV1.Record($0, for: view, in: transaction) }
      }
    }
    guard let found else { throw RPCError.missing("\(kind)", name: request.id) }
    return found
  }

  func watch(
    _ request: CommonV1.WatchRequest,
    to writer: ResponseWriter<CommonV1.WatchResponse>,
    context: CallContext
  ) async throws {
    try RowScope.requireEverything(of: context.caller, through: RegistryV1.RegistryMethods.watch.access)
    try await publisher.serveWatch(request, to: writer, context: context)
  }

  func verifyChangeLog(
    _ request: CommonV1.VerifyChangeLogRequest,
    to writer: ResponseWriter<CommonV1.VerifyChangeLogResponse>,
    context: CallContext
  ) async throws {
    try RowScope.requireEverything(of: context.caller, through: RegistryV1.RegistryMethods.verifyChangeLog.access)
    try await publisher.serveVerification(request, to: writer)
  }

  private static func kind(_ message: RegistryV1.RecordKind) throws(RPCError) -> RecordKind {
    if let kind = RecordKind(rawValue: Int(message.rawValue)) { return kind }
    throw .invalid(
      field: "kind",
      reason: "unknown_value",
      description: "kind \(message.rawValue) is not a kind of record that the registry keeps; "
        + "use one of \(RecordKind.allCases.map { String($0.rawValue) }.joined(separator: ", "))"
    )
  }
}
