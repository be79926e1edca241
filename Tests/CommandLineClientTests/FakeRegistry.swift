import Messages
import RPC
import Services
import Synchronization

/// A registry that keeps what it is asked and answers as it is told.
final class FakeRegistry: RegistryV1.RegistryServiceProtocol {
  typealias Violations = @Sendable (RegistryV1.ImportRecordsRequest) -> [CommonV1.RecordViolation]
  typealias Watch = @Sendable (Int, CommonV1.WatchRequest, ResponseWriter<CommonV1.WatchResponse>) async throws -> Void

  private let received = Mutex<[RegistryV1.ImportRecordsRequest]>([])
  private let watches = Mutex(0)
  private let violations: Violations
  /// Most violations that an answer lists.
  private let listedMax: Int
  private let watch: Watch
  /// Records that lists are made of, three to a page.
  private let records: [RegistryV1.Record]
  private static let pageSize = 3
  private let verdict: CommonV1.ChangeLogVerdict
  let audit: FakeAudit
  let answers: FakeAnswers
  let conflicts: FakeConflicts

  init(
    records: [RegistryV1.Record] = [],
    verdict: CommonV1.ChangeLogVerdict = CommonV1.ChangeLogVerdict(),
    audit: FakeAudit = FakeAudit(),
    answers: FakeAnswers = FakeAnswers(),
    listing listedMax: Int = .max,
    conflicts: FakeConflicts = FakeConflicts(),
    violations: @escaping Violations = { _ in [] },
    watch: @escaping Watch = { _, _, _ in }
  ) {
    self.records = records
    self.verdict = verdict
    self.audit = audit
    self.answers = answers
    self.conflicts = conflicts
    self.violations = violations
    self.listedMax = listedMax
    self.watch = watch
  }

  /// Imports that arrived, dry runs among them.
  var imports: [RegistryV1.ImportRecordsRequest] { received.withLock { $0 } }

  func importRecords(
    _ request: RegistryV1.ImportRecordsRequest,
    context: CallContext
  ) async throws -> CommonV1.ImportSummary {
    let count = received.withLock { requests in
      requests.append(request)
      return requests.count
    }
    var summary = CommonV1.ImportSummary()
    let violations = violations(request)
    summary.violations = Array(violations.prefix(listedMax))
    summary.violationCount = UInt32(violations.count)
    summary.applied = violations.isEmpty && !request.dryRun
    summary.created = UInt32(request.records.count)
    if request.queueConflicts {
      summary.queued = conflicts.queued(request.records.map(\.revision), isDryRun: request.dryRun)
      summary.created -= UInt32(summary.queued.count)
    }
    summary.revision = UInt64(100 * count)
    return summary
  }

  func listRecords(
    _ request: RegistryV1.ListRecordsRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListRecordsResponse {
    let start = Int(request.page?.pageToken ?? "") ?? 0
    var response = RegistryV1.ListRecordsResponse()
    response.records = Array(records[start..<min(start + Self.pageSize, records.count)])
    response.nextPageToken = start + Self.pageSize < records.count ? String(start + Self.pageSize) : ""
    response.revision = 77
    return response
  }

  func getRecord(_ request: RegistryV1.GetRecordRequest, context: CallContext) async throws -> RegistryV1.Record {
    for record in records {
      if case .producer(let producer) = record.record, producer.producerID == request.id { return record }
    }
    throw RPCError(.notFound, "there is no producer \"\(request.id)\"")
  }

  func watch(
    _ request: CommonV1.WatchRequest,
    to writer: ResponseWriter<CommonV1.WatchResponse>,
    context: CallContext
  ) async throws {
    let number = watches.withLock { count in
      count += 1
      return count
    }
    try await watch(number, request, writer)
  }

  func verifyChangeLog(
    _ request: CommonV1.VerifyChangeLogRequest,
    to writer: ResponseWriter<CommonV1.VerifyChangeLogResponse>,
    context: CallContext
  ) async throws {
    var response = CommonV1.VerifyChangeLogResponse()
    response.item = .verdict(verdict)
    try await writer.write(response)
  }

  /// A producer as a record.
  static func producer(_ identifier: String, name: String) -> RegistryV1.Record {
    var producer = RegistryV1.Producer()
    producer.producerID = identifier
    producer.name = name
    producer.type = .household
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    return record
  }
}
