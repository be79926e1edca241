import AccessControl
import Audit
import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import Services
import Storage

/// Answers the calls of `ocop.listing.v1.Listing`.
struct ListingHandlers: ListingV1.ListingServiceProtocol {
  let database: any Database
  private let follower: Follower
  /// Territories of the units that questions name.
  let unitTerritories = TerritoryCache()
  private let publisher: FeedPublisher
  let importer: RecordImporter
  let resolver: ScopeResolver
  private let logger: Logger
  let nowUnixMicroseconds: @Sendable () -> Int64
  let refusals: AuditRefusals

  init(
    database: any Database,
    follower: Follower,
    logger: Logger,
    limits: FeedLimits,
    refusals: AuditRefusals,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64
  ) {
    self.database = database
    self.follower = follower
    self.logger = logger
    self.refusals = refusals
    self.nowUnixMicroseconds = nowUnixMicroseconds
    publisher = FeedPublisher(database: database, limits: limits)
    resolver = ListingRows.resolver(nowUnixMicroseconds: nowUnixMicroseconds)
    importer = RecordImporter(
      database: database,
      publisher: publisher,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
  }

  func importPermitted(
    _ request: ListingV1.ImportRecordsRequest,
    context: CallContext
  ) async throws -> CommonV1.ImportSummary {
    let origin = try AuditOrigin(context)
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.importRecords.access)
    try await RegistryWait(follower: follower).wait(for: request.registryRevision, timeRemaining: context.timeRemaining)
    let summary = try await importer.run(
      operationID: request.operationID,
      requestDigest: scope.bound(SHA256.digest(ofMessages: request.records)),
      dryRun: request.dryRun,
      messages: request.records,
      records: ListingRecords(scope: scope, resolver: resolver),
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
    try RowScope.requireEverything(of: context.caller, through: ListingV1.ListingMethods.watch.access)
    try await publisher.serveWatch(request, to: writer, context: context)
  }

  func verifyChangeLog(
    _ request: CommonV1.VerifyChangeLogRequest,
    to writer: ResponseWriter<CommonV1.VerifyChangeLogResponse>,
    context: CallContext
  ) async throws {
    try RowScope.requireEverything(of: context.caller, through: ListingV1.ListingMethods.verifyChangeLog.access)
    try await publisher.serveVerification(request, to: writer)
  }

  static func kind(_ message: ListingV1.RecordKind) throws(RPCError) -> RecordKind {
    if let kind = RecordKind(rawValue: Int(message.rawValue)) { return kind }
    throw .invalid(
      field: "kind",
      reason: "unknown_value",
      description: "kind \(message.rawValue) is not a kind of record that the listing service keeps; "
        + "use 1 to \(RecordKind.allCases.count)"
    )
  }
}
