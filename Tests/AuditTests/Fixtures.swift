import Feed
import Logging
import Messages
import RPC
import Storage
import StorageTestSupport

@testable import Audit

let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A service's schema as far as the audit log needs it.
let auditedSchema = [ChangeLog.migration(version: 1), AuditLog.migration(version: 2)]

/// A call of somebody.
func context(
  _ subject: String = "hoa",
  role: AccessRole = .office,
  method: String = "ocop.registry.v1.Registry/GetContact",
  metadata: Metadata = [:]
) -> CallContext {
  let caller = Caller(subject: subject, role: role, credential: "token 4f2a", gateway: "gateway")
  return CallContext(path: method, metadata: metadata, caller: caller)
}

extension Database {
  /// Adds an entry in a transaction of its own.
  func note(
    _ action: String,
    records: [String] = [],
    by subject: String = "hoa",
    operationID: String = "",
    at time: Int64 = 1,
    revisions: ClosedRange<UInt64>? = nil
  ) async throws {
    let origin = try AuditOrigin(context(subject))
    try await write { transaction in
      let note = AuditNote(action, records: records, origin: origin, operationID: operationID, revisions: revisions)
      try AuditLog.append(note, at: time, in: transaction)
    }
  }

  func allEntries() async throws -> [AuditV1.AuditEntry] {
    try await read { try AuditLog.entries(where: "sequence > ?1", [0], limit: 10_000, in: $0) }
  }

  func auditVerdict(_ sequences: Set<UInt64> = []) async throws -> AuditV1.AuditVerdict {
    try await AuditVerification(database: self).verdict(sequences: sequences)
  }
}
