import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import Services
import Storage

/// Answers the calls of `ocop.listing.v1.Listing`.
struct ListingHandlers: ListingV1.ListingServiceProtocol {
  private let database: any Database
  private let follower: Follower
  private let publisher: FeedPublisher
  private let importer: RecordImporter
  private let logger: Logger

  init(
    database: any Database,
    follower: Follower,
    logger: Logger,
    limits: FeedLimits,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64
  ) {
    self.database = database
    self.follower = follower
    self.logger = logger
    publisher = FeedPublisher(database: database, limits: limits)
    importer = RecordImporter(
      database: database,
      publisher: publisher,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
  }

  func importRecords(
    _ request: ListingV1.ImportRecordsRequest,
    context: CallContext
  ) async throws -> CommonV1.ImportSummary {
    try await RegistryWait(follower: follower).wait(for: request.registryRevision, timeRemaining: context.timeRemaining)
    var findings = ImportFindings()
    let rows = request.records.enumerated().map { index, message in
      var rules = RuleChecker()
      let record = message.read(rules: &rules)
      findings.add(rules.violations, index: index)
      let reference = message.reference.map { RecordReference(kind: $0.kind.rawValue, id: $0.id) }
      return ImportRow(reference: reference, record: record, baseRevision: message.revision)
    }
    let summary = try await importer.run(
      operationID: request.operationID,
      requestDigest: SHA256.digest(ofMessages: request.records),
      dryRun: request.dryRun,
      rows: rows,
      findings: findings,
      records: ListingRecords()
    )
    logger.info("import", metadata: summary.logMetadata(operationID: request.operationID))
    return summary
  }

  func listRecords(
    _ request: ListingV1.ListRecordsRequest,
    context: CallContext
  ) async throws -> ListingV1.ListRecordsResponse {
    let kind = try Self.kind(request.kind)
    let cursor = try PageCursor(kind: kind.rawValue, page: request.page)
    return try await withRPCErrors {
      try await database.read { transaction in
        let found = try ListingStore.page(kind, after: cursor.afterID, limit: cursor.limit + 1, in: transaction)
        let page = cursor.page(found.map { ListingV1.Record($0) }) { found[$0].record.id }
        var response = ListingV1.ListRecordsResponse()
        response.records = page.records
        response.nextPageToken = page.nextPageToken
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  func getRecord(_ request: ListingV1.GetRecordRequest, context: CallContext) async throws -> ListingV1.Record {
    let kind = try Self.kind(request.kind)
    let found = try await withRPCErrors {
      try await database.readPoint { try ListingStore.load(kind, id: request.id, in: $0) }
    }
    guard let found else { throw RPCError.missing("\(kind)", name: request.id) }
    return ListingV1.Record(found)
  }

  func watch(
    _ request: CommonV1.WatchRequest,
    to writer: ResponseWriter<CommonV1.WatchResponse>,
    context: CallContext
  ) async throws {
    try await publisher.serveWatch(request, to: writer, context: context)
  }

  func verifyChangeLog(
    _ request: CommonV1.VerifyChangeLogRequest,
    to writer: ResponseWriter<CommonV1.VerifyChangeLogResponse>,
    context: CallContext
  ) async throws {
    try await publisher.serveVerification(request, to: writer)
  }

  private static func kind(_ message: ListingV1.RecordKind) throws(RPCError) -> RecordKind {
    if let kind = RecordKind(rawValue: Int(message.rawValue)) { return kind }
    throw .invalid(
      field: "kind",
      reason: "unknown_value",
      description: "kind \(message.rawValue) is not a kind of record that the listing service keeps; "
        + "use 1 to \(RecordKind.allCases.count)"
    )
  }
}
