import Messages

/// The chain of digests through a change log: each event's digest covers the event and the digest before it, so the
/// digest of the last event proves all of them, and two logs with the same digest at a revision have the same history.
/// Of what an event tells it covers the digest only, so that the telling can be erased and the chain still be proved.
/// The bytes are defined at `ChangeEvent.digest` in proto/ocop/common/v1/change.proto.
enum ChainDigest {
  /// The digest before the first event.
  static let start = [UInt8](repeating: 0, count: SHA256.byteCount)
  /// Bytes of a change's salt.
  static let saltByteCount = 16

  /// The digest of an event that follows one with the digest `previous`.
  static func digest(of event: CommonV1.ChangeEvent, after previous: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      previous.count + 7 * 8 + 1 + event.operationID.utf8.count + event.changeType.utf8.count
        + event.subject.utf8.count + event.changeDigest.count
    )
    bytes += previous
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
    append(UInt64(event.changeDigest.count))
    bytes.append(contentsOf: event.changeDigest)
    bytes.append(event.erasesHistory ? 1 : 0)
    return SHA256.digest(of: bytes)
  }

  /// The digest of what an event tells.
  static func changeDigest(_ change: [UInt8], salt: [UInt8]) -> [UInt8] {
    SHA256.digest(of: salt + change)
  }

  /// Random bytes for one change.
  static func makeSalt() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return [UInt8](unsafeUninitializedCapacity: saltByteCount) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      for place in stride(from: 0, to: saltByteCount, by: 8) {
        bytes.storeBytes(of: generator.next(), toByteOffset: place, as: UInt64.self)
      }
      count = saltByteCount
    }
  }

  /// Whether what an event tells is what its digest says; an erased one has nothing left to tell.
  static func isTrue(_ event: CommonV1.ChangeEvent) -> Bool {
    if event.isErased { return event.change.isEmpty && event.changeSalt.isEmpty }
    return changeDigest(event.change, salt: event.changeSalt) == event.changeDigest
  }
}
