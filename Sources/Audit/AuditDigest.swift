import Feed
import Messages

/// The chain of digests through an audit log. The bytes are defined at `AuditEntry.digest` in
/// proto/ocop/audit/v1/audit.proto.
enum AuditDigest {
  /// The digest before the first entry.
  static let start = [UInt8](repeating: 0, count: SHA256.byteCount)

  /// The digest of an entry that follows one with the digest `previous`.
  static func digest(of entry: AuditV1.AuditEntry, after previous: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1_024)
    bytes += previous
    func append(_ number: UInt64) {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    func append(_ text: String) {
      append(UInt64(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    }
    append(entry.sequence)
    append(UInt64(bitPattern: entry.recordedAtUnixMicroseconds))
    append(entry.subject)
    append(entry.role)
    append(entry.credential)
    append(entry.gateway)
    append(entry.onBehalfOf)
    append(entry.method)
    append(entry.operationID)
    append(entry.action)
    append(UInt64(entry.records.count))
    for record in entry.records { append(record) }
    append(entry.outcome)
    append(entry.traceID)
    append(entry.firstRevision)
    append(entry.lastRevision)
    append(entry.callCount)
    return SHA256.digest(of: bytes)
  }
}
