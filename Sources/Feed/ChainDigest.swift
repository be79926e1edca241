import Messages

/// The chain of digests through a change log: each event's digest covers the event and the digest before it, so the
/// digest of the last event proves all of them, and two logs with the same digest at a revision have the same history.
/// The bytes are defined at `ChangeEvent.digest` in proto/ocop/common/v1/change.proto.
enum ChainDigest {
  /// The digest before the first event.
  static let start = [UInt8](repeating: 0, count: SHA256.byteCount)

  /// The digest of an event that follows one with the digest `previous`.
  static func digest(of event: CommonV1.ChangeEvent, after previous: [UInt8]) -> [UInt8] {
    var bytes = previous
    bytes.reserveCapacity(
      previous.count + 7 * 8 + event.operationID.utf8.count + event.changeType.utf8.count + event.subject.utf8.count
        + event.change.count
    )
    func append(_ number: UInt64) {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    func append(_ text: String) {
      append(UInt64(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    }
    append(event.revision)
    append(UInt64(bitPattern: event.recordedAtUnixMicroseconds))
    append(event.previousRevision)
    append(event.operationID)
    append(event.changeType)
    append(event.subject)
    append(UInt64(event.change.count))
    bytes.append(contentsOf: event.change)
    return SHA256.digest(of: bytes)
  }
}
