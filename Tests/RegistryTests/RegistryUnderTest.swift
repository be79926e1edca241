import CallerTestSupport
import Feed
import Foundation
import Logging
import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport
import Testing

@testable import Registry

/// A registry of its own: an empty temporary database behind an in-process channel.
struct RegistryUnderTest {
  let service: RegistryService
  let client: RegistryV1.RegistryClient
  let database: any Database
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private let operations: OperationNames

  /// - Parameter nowUnixMicroseconds: Its clock; the 5th of November 2021 when none is given.
  init(nowUnixMicroseconds: @escaping @Sendable () -> Int64 = { 1_636_070_400_000_000 }) throws {
    operations = OperationNames()
    database = try StorageUnderTest.temporary(migrations: RegistryService.migrations)
    service = RegistryService(
      database: database,
      logger: logger,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
    client = Self.client(of: service, for: .unrestricted)
  }

  private init(_ other: RegistryUnderTest, caller: Caller?) {
    service = other.service
    database = other.database
    operations = other.operations
    client = Self.client(of: service, for: caller)
  }

  /// The same registry, called by somebody; nil: by somebody whom nobody has verified.
  func called(by caller: Caller?) -> RegistryUnderTest { RegistryUnderTest(self, caller: caller) }

  private static func client(of service: RegistryService, for caller: Caller?) -> RegistryV1.RegistryClient {
    var router = Router()
    if let caller { router.intercept(admittingWith: FixedCaller(caller)) }
    service.register(in: &router)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return RegistryV1.RegistryClient(channel: InProcessChannel(router: router, logger: logger))
  }

  /// A registry that already knows the real units of Lạng Sơn and what became of them.
  static func withUnits(
    nowUnixMicroseconds: @escaping @Sendable () -> Int64 = { 1_636_070_400_000_000 }
  ) async throws -> RegistryUnderTest {
    let registry = try RegistryUnderTest(nowUnixMicroseconds: nowUnixMicroseconds)
    let summary = try await registry.importing(Sample.units() + Sample.successions())
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
    return registry
  }

  /// Imports records under an operation id, one of its own when none is given.
  func importing(
    _ records: [RegistryV1.Record],
    operationID: String? = nil,
    dryRun: Bool = false,
    queueConflicts: Bool = false
  ) async throws -> CommonV1.ImportSummary {
    var request = RegistryV1.ImportRecordsRequest()
    request.queueConflicts = queueConflicts
    request.operationID = operationID ?? operations.next()
    request.dryRun = dryRun
    request.records = records
    return try await client.importRecords(request)
  }

  /// "index field reason" of everything that an import of these records is refused for.
  func faults(_ records: [RegistryV1.Record]) async throws -> [String] {
    let summary = try await importing(records)
    #expect(summary.applied == summary.violations.isEmpty)
    #expect(Int(summary.violationCount) == summary.violations.count)
    return summary.violations.map { "\($0.recordIndex) \($0.field) \($0.reason)" }
  }

  func revision() async throws -> UInt64 {
    try await service.head().revision
  }

  func list(
    _ kind: RegistryV1.RecordKind,
    size: UInt32 = 0,
    token: String = ""
  ) async throws -> RegistryV1.ListRecordsResponse {
    var request = RegistryV1.ListRecordsRequest()
    request.kind = kind
    var page = CommonV1.PageRequest()
    page.pageSize = size
    page.pageToken = token
    request.page = page
    var response = try await client.listRecords(request)
    for index in response.records.indices { response.records[index].revision = 0 }
    return response
  }

  func get(_ kind: RegistryV1.RecordKind, _ id: String) async throws -> RegistryV1.Record {
    var request = RegistryV1.GetRecordRequest()
    request.kind = kind
    request.id = id
    return try await client.getRecord(request)
  }

  /// The handlers themselves, for calls by somebody: the channel here tells nobody who calls.
  var handlers: RegistryHandlers { service.handlers }

  /// Entries of the audit log, or those of them about a record, by sequence.
  func auditEntries(about record: String = "") async throws -> [AuditV1.AuditEntry] {
    var request = AuditV1.SearchAuditRequest()
    request.record = record
    return try await client.searchAudit(request).entries
  }

  /// Every text, and every text within stored bytes, of every table.
  func everythingStored() async throws -> String {
    let tables = [
      ("change_log", ["subject", "operation_id", "change"]), ("operation_ledger", ["operation_id", "answer"]),
      ("producer", ["producer_id", "name", "coalesce(registration_number, '')"]),
      ("contact", ["producer_id", "representative", "phone", "address"]),
      ("erasure", ["producer_id", "pseudonym"]), ("audit_log", ["subject", "action", "records", "credential"]),
      ("record_conflict", ["record_id", "operation_id", "base_record", "their_record", "my_record"]),
      ("search_word", ["word"]), ("search_term", ["word"]), ("search_variant", ["variant"]),
    ]
    return try await database.read { transaction in
      var text = ""
      for (table, columns) in tables {
        for column in columns {
          let isBytes = ["change", "answer"].contains(column) || column.hasSuffix("_record")
          try transaction.forEach("SELECT \(column) FROM \(table)") { row in
            text += (isBytes ? String(decoding: row.bytes(0), as: UTF8.self) : row.text(0)) + "\n"
          }
        }
      }
      return text
    }
  }

  /// A record as it was sent: without the revision that answers carry.
  func getWithoutRevision(_ kind: RegistryV1.RecordKind, _ id: String) async throws -> RegistryV1.Record {
    var record = try await get(kind, id)
    record.revision = 0
    return record
  }
}
