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
  let importer: RecordImporter
  let resolver: ScopeResolver
  let logger: Logger
  let nowUnixMicroseconds: @Sendable () -> Int64
  let refusals: AuditRefusals
  let sweep: ErasureSweep
  let unitDirectories = UnitDirectoryCache()
  /// Territories of the units that lists are asked for.
  let askedTerritories = TerritoryCache()
  /// The same, on maps as they were known at earlier revisions.
  let pastTerritories = TerritoryCache()

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
      conflicts: request.queueConflicts
        ? ConflictIntake(queue: Self.conflictQueue, queuedBy: context.caller?.key ?? "") : nil,
      onStored: { [nowUnixMicroseconds] stored, transaction in
        let note = AuditNote.imported(stored, origin: origin, operationID: request.operationID)
        try AuditLog.append(note, at: nowUnixMicroseconds(), in: transaction)
      }
    )
    summary.note(operationID: request.operationID, in: logger)
    return summary
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

  static func kind(_ message: RegistryV1.RecordKind) throws(RPCError) -> RecordKind {
    if let kind = RecordKind(rawValue: Int(message.rawValue)) { return kind }
    throw .invalid(
      field: "kind",
      reason: "unknown_value",
      description: "kind \(message.rawValue) is not a kind of record that the registry keeps; "
        + "use one of \(RecordKind.allCases.map { String($0.rawValue) }.joined(separator: ", "))"
    )
  }
}
