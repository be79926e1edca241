import Messages

/// Reads the metadata of an OPEN in the form that nearly every call has: the fields once and in any order, entries of a
/// key and a text, all of it ASCII. That costs a part of the general decoding, which is for all other forms.
enum CommonOpenMetadata {
  /// The message, without its method; nil when it has another form, or is not well-formed.
  static func message(_ bytes: UnsafeRawBufferPointer) -> RpcV1.OpenMetadata? {
    var open = RpcV1.OpenMetadata()
    var reader = Reader(bytes: bytes)
    while let (tag, body) = reader.next() {
      switch tag {
      case 0x0A where isPlain(body): break
      case 0x12 where open.traceparent.isEmpty:
        guard let text = text(body) else { return nil }
        open.traceparent = text
      case 0x1A:
        guard let entry = entry(body) else { return nil }
        open.entries.append(entry)
      default: return nil
      }
    }
    return reader.isAtEnd ? open : nil
  }

  private static func entry(_ bytes: UnsafeRawBufferPointer) -> RpcV1.MetadataEntry? {
    var reader = Reader(bytes: bytes)
    guard let (keyTag, keyBytes) = reader.next(), keyTag == 0x0A, let key = text(keyBytes),
      let (valueTag, valueBytes) = reader.next(), valueTag == 0x12, let value = text(valueBytes), reader.isAtEnd
    else { return nil }
    var entry = RpcV1.MetadataEntry()
    entry.key = key
    entry.value = value
    return entry
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
    isPlain(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
  }

  /// False when there is anything but ASCII without NUL, which has questions that the general decoding answers.
  private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy { $0 != 0 && $0 < 0x80 }
  }

  /// Goes over fields of length-delimited type whose tag and length are a byte each, or a length two.
  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var offset = 0

    var isAtEnd: Bool { offset == bytes.count }

    /// The next field; nil at the end, and when it has another form: then `isAtEnd` is false.
    mutating func next() -> (tag: UInt8, body: UnsafeRawBufferPointer)? {
      guard bytes.count - offset >= 2 else { return nil }
      let tag = bytes[offset]
      var length = Int(bytes[offset + 1])
      var start = offset + 2
      if length >= 0x80 {
        guard start < bytes.count, bytes[start] < 0x80 else { return nil }
        length = length & 0x7F | Int(bytes[start]) << 7
        start += 1
      }
      guard length <= bytes.count - start else { return nil }
      offset = start + length
      return (tag, UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
    }
  }
}
