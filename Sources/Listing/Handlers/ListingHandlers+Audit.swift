import Audit
import Feed
import Messages
import RPC
import Services
import Storage

extension ListingHandlers {
  func importRecords(
    _ request: ListingV1.ImportRecordsRequest,
    context: CallContext
  ) async throws -> CommonV1.ImportSummary {
    let summary = try await refusals.noting(context) {
      try await Self.refusingOverflow { try await importPermitted(request, context: context) }
    }
    if !request.dryRun { refusals.noteOutOfScope(summary, context) }
    return summary
  }

  /// Runs what stores orders, and refuses it when a month's sums become too large.
  static func refusingOverflow(
    _ body: () async throws -> CommonV1.ImportSummary
  ) async throws -> CommonV1.ImportSummary {
    do {
      return try await body()
    } catch is MonthSumOverflow {
      throw RPCError.invalid(
        field: "records",
        reason: "month_overflow",
        description: "a month's orders of one listing add up to more than can be held; correct the amounts"
      )
    }
  }

  func searchAudit(
    _ request: AuditV1.SearchAuditRequest,
    context: CallContext
  ) async throws -> AuditV1.SearchAuditResponse {
    try await auditReader.search(request)
  }

  func verifyAudit(
    _ request: AuditV1.VerifyAuditRequest,
    to writer: ResponseWriter<AuditV1.VerifyAuditResponse>,
    context: CallContext
  ) async throws {
    try await auditReader.serveVerification(request, to: writer)
  }

  private var auditReader: AuditReader {
    AuditReader(database: database, service: ListingV1.ListingMethods.importRecords.service) { record, transaction in
      let parts = record.split(separator: "/", maxSplits: 1)
      guard parts.count == 2, let kind = RecordKind.allCases.first(where: { $0.name == parts[0] }) else { return 0 }
      return try ListingStore.load(kind, id: String(parts[1]), in: transaction)?.revision ?? 0
    }
  }
}
