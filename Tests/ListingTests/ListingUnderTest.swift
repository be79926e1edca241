import CallerTestSupport
import Feed
import Logging
import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport
import Synchronization
import Testing

@testable import Listing

/// A listing service of its own, behind an in-process channel, that follows a registry which only has a feed.
struct ListingUnderTest {
  let service: ListingService
  let client: ListingV1.ListingClient
  let registry: FeedOnlyRegistry
  let database: any Database
  private let operations: OperationNames

  /// - Parameter nowUnixMicroseconds: Its clock; the 5th of November 2021 when none is given.
  init(
    database: (any Database)? = nil,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64 = { 1_636_070_400_000_000 }
  ) throws {
    operations = OperationNames()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    registry = try FeedOnlyRegistry(logger: logger)
    var limits = FeedLimits()
    limits.reconnectPauseMin = .milliseconds(1)
    limits.reconnectPauseMax = .milliseconds(5)
    let store = try database ?? StorageUnderTest.temporary(migrations: ListingService.migrations)
    self.database = store
    service = ListingService(
      database: store,
      registry: registry.channel,
      logger: logger,
      limits: limits,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
    client = Self.client(of: service, for: .unrestricted)
  }

  private init(_ other: ListingUnderTest, caller: Caller?) {
    service = other.service
    registry = other.registry
    database = other.database
    operations = other.operations
    client = Self.client(of: service, for: caller)
  }

  /// The same service, called by somebody; nil: by somebody whom nobody has verified.
  func called(by caller: Caller?) -> ListingUnderTest { ListingUnderTest(self, caller: caller) }

  private static func client(of service: ListingService, for caller: Caller?) -> ListingV1.ListingClient {
    var router = Router()
    if let caller { router.intercept(admittingWith: FixedCaller(caller)) }
    service.register(in: &router)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return ListingV1.ListingClient(channel: InProcessChannel(router: router, logger: logger))
  }

  /// Runs a test while the service follows the registry, in which there are already two producers with two products
  /// and one product: CT-1 with SP-1 and SP-2, CT-2 with SP-3.
  static func following(_ body: (ListingUnderTest) async throws -> Void) async throws {
    let listing = try ListingUnderTest()
    let known = try await listing.registry.append([
      Sample.producer("CT-1"), Sample.producer("CT-2"), Sample.product("SP-1", of: "CT-1"),
      Sample.product("SP-2", of: "CT-1"), Sample.product("SP-3", of: "CT-2"),
    ])
    let service = listing.service
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await service.run() }
      let floors = [Sample.floor("voso"), Sample.floor("postmart")]
      let summary = try await listing.importing(floors, registryRevision: known)
      try #require(summary.applied)
      try await body(listing)
      group.cancelAll()
    }
  }

  /// Imports records under an operation id, one of its own when none is given.
  func importing(
    _ records: [ListingV1.Record],
    operationID: String? = nil,
    dryRun: Bool = false,
    registryRevision: UInt64 = 0,
    queueConflicts: Bool = false
  ) async throws -> CommonV1.ImportSummary {
    var request = ListingV1.ImportRecordsRequest()
    request.queueConflicts = queueConflicts
    request.operationID = operationID ?? operations.next()
    request.dryRun = dryRun
    request.records = records
    request.registryRevision = registryRevision
    return try await client.importRecords(request)
  }

  /// "index field reason" of everything that an import of these records is refused for.
  func faults(_ records: [ListingV1.Record]) async throws -> [String] {
    let summary = try await importing(records)
    #expect(summary.applied == summary.violations.isEmpty)
    return summary.violations.map { "\($0.recordIndex) \($0.field) \($0.reason)" }
  }

  func get(_ kind: ListingV1.RecordKind, _ id: String) async throws -> ListingV1.Record {
    var request = ListingV1.GetRecordRequest()
    request.kind = kind
    request.id = id
    return try await client.getRecord(request)
  }

  /// A record as it was sent: without the revision that answers carry.
  func getWithoutRevision(_ kind: ListingV1.RecordKind, _ id: String) async throws -> ListingV1.Record {
    var record = try await get(kind, id)
    record.revision = 0
    return record
  }

  func list(
    _ kind: ListingV1.RecordKind,
    size: UInt32 = 0,
    token: String = ""
  ) async throws -> ListingV1.ListRecordsResponse {
    var request = ListingV1.ListRecordsRequest()
    request.kind = kind
    var page = CommonV1.PageRequest()
    page.pageSize = size
    page.pageToken = token
    request.page = page
    var response = try await client.listRecords(request)
    for index in response.records.indices { response.records[index].revision = 0 }
    return response
  }
}
