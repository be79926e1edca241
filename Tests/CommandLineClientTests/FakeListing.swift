import Messages
import RPC
import Services
import Synchronization

/// A listing service that keeps what it is asked to import and answers as it is told.
final class FakeListing: ListingV1.ListingServiceProtocol {
  typealias Violations = @Sendable (ListingV1.ImportRecordsRequest) -> [CommonV1.RecordViolation]

  private let received = Mutex<[ListingV1.ImportRecordsRequest]>([])
  private let violations: Violations
  private let audit: FakeAudit
  private let answers: FakeListingAnswers
  let conflicts: FakeConflicts

  /// Records that lists are made of, by kind.
  private let records: [ListingV1.Record]

  init(
    records: [ListingV1.Record] = [],
    audit: FakeAudit = FakeAudit(),
    answers: FakeListingAnswers = FakeListingAnswers(),
    conflicts: FakeConflicts = FakeConflicts(),
    violations: @escaping Violations = { _ in [] }
  ) {
    self.records = records
    self.audit = audit
    self.answers = answers
    self.conflicts = conflicts
    self.violations = violations
  }

  /// Imports that arrived, dry runs among them.
  var imports: [ListingV1.ImportRecordsRequest] { received.withLock { $0 } }

  func importRecords(
    _ request: ListingV1.ImportRecordsRequest,
    context: CallContext
  ) async throws -> CommonV1.ImportSummary {
    received.withLock { $0.append(request) }
    var summary = CommonV1.ImportSummary()
    summary.violations = violations(request)
    summary.violationCount = UInt32(summary.violations.count)
    summary.applied = summary.violations.isEmpty && !request.dryRun
    summary.unchanged = UInt32(request.records.count)
    return summary
  }

  func listRecords(
    _ request: ListingV1.ListRecordsRequest,
    context: CallContext
  ) async throws -> ListingV1.ListRecordsResponse {
    var response = ListingV1.ListRecordsResponse()
    response.records = records.filter { record in
      switch record.record {
      case .store: request.kind == .store
      case .productListing: request.kind == .productListing
      default: false
      }
    }
    response.revision = 5
    return response
  }

  func getRecord(_ request: ListingV1.GetRecordRequest, context: CallContext) async throws -> ListingV1.Record {
    throw RPCError(.notFound, "nothing is kept here")
  }

  func listListingStates(
    _ request: ListingV1.ListListingStatesRequest,
    context: CallContext
  ) async throws -> ListingV1.ListListingStatesResponse { answers.states(request) }

  func getReadiness(
    _ request: ListingV1.GetReadinessRequest,
    context: CallContext
  ) async throws -> ListingV1.GetReadinessResponse { try answers.readiness(request) }

  func listLeadingStores(
    _ request: ListingV1.ListLeadingStoresRequest,
    context: CallContext
  ) async throws -> ListingV1.ListLeadingStoresResponse { answers.leading(request) }

  func listTasks(
    _ request: CommonV1.ListTasksRequest,
    context: CallContext
  ) async throws -> CommonV1.ListTasksResponse { CommonV1.ListTasksResponse() }

  func watch(
    _ request: CommonV1.WatchRequest,
    to writer: ResponseWriter<CommonV1.WatchResponse>,
    context: CallContext
  ) async throws {}

  func verifyChangeLog(
    _ request: CommonV1.VerifyChangeLogRequest,
    to writer: ResponseWriter<CommonV1.VerifyChangeLogResponse>,
    context: CallContext
  ) async throws {
    throw RPCError(.unavailable, "the listing service rests")
  }

  func listHistory(
    _ request: ListingV1.ListHistoryRequest,
    context: CallContext
  ) async throws -> ListingV1.ListHistoryResponse {
    throw RPCError(.notFound, "nothing is kept here")
  }

  func searchAudit(
    _ request: AuditV1.SearchAuditRequest,
    context: CallContext
  ) async throws -> AuditV1.SearchAuditResponse { audit.page(request) }

  func verifyAudit(
    _ request: AuditV1.VerifyAuditRequest,
    to writer: ResponseWriter<AuditV1.VerifyAuditResponse>,
    context: CallContext
  ) async throws { try await audit.prove(to: writer) }
}
