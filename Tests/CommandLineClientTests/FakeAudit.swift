import Messages
import RPC

/// An audit log that holds what it is told to, one entry to a page, and answers to a proof as it is told.
struct FakeAudit: Sendable {
  var entries: [AuditV1.AuditEntry] = []
  var verdict = AuditV1.AuditVerdict()

  func page(_ request: AuditV1.SearchAuditRequest) -> AuditV1.SearchAuditResponse {
    let start = Int(request.page?.pageToken ?? "") ?? 0
    let found = entries.filter { entry in
      (request.subject.isEmpty || request.subject == entry.subject)
        && (request.record.isEmpty || entry.records.contains(request.record))
        && entry.recordedAtUnixMicroseconds >= request.sinceUnixMicroseconds
    }
    var response = AuditV1.SearchAuditResponse()
    response.entries = Array(found.dropFirst(start).prefix(1))
    response.nextPageToken = start + 1 < found.count ? String(start + 1) : ""
    return response
  }

  func prove(to writer: ResponseWriter<AuditV1.VerifyAuditResponse>) async throws {
    var response = AuditV1.VerifyAuditResponse()
    response.item = .verdict(verdict)
    try await writer.write(response)
  }

  /// An entry of somebody at a second.
  static func entry(_ sequence: UInt64, by subject: String, second: Int64, _ records: String...) -> AuditV1.AuditEntry {
    var entry = AuditV1.AuditEntry()
    entry.sequence = sequence
    entry.subject = subject
    entry.role = "office"
    entry.recordedAtUnixMicroseconds = second * 1_000_000
    entry.method = "ocop.registry.v1.Registry/GetContact"
    entry.action = "read contact"
    entry.outcome = "ok"
    entry.records = records
    entry.callCount = 1
    return entry
  }
}
