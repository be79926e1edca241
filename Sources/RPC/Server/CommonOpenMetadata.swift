/// Reads the metadata of an OPEN in the form that nearly every call has: the fields once and in any order, entries of a
/// key and a text, all of it ASCII that breaks no rule. That costs a part of the general decoding and checking, which
/// are for all other forms, and for saying what is wrong.
struct CommonOpenMetadata {
  private(set) var metadata = Metadata()
  /// Empty when there is none, or none that can be passed on.
  private(set) var traceparent = ""

  /// What is there beside the method; nil when it has another form, is not well-formed, or breaks a rule.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var hasTraceparent = false
    var reader = Reader(bytes: bytes)
    while let (tag, body) = reader.next() {
      switch tag {
      case 0x0A where CommonOpenMetadata.isPlain(body, from: 1): break
      case 0x12 where !hasTraceparent && CommonOpenMetadata.isPlain(body, from: 1):
        hasTraceparent = !body.isEmpty
        if Traceparent.isValid(body) { traceparent = String(decoding: body, as: UTF8.self) }
      case 0x1A:
        guard addEntry(body) else { return nil }
      default: return nil
      }
    }
    guard reader.isAtEnd else { return nil }
  }

  private mutating func addEntry(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var reader = Reader(bytes: bytes)
    guard let (keyTag, key) = reader.next(), keyTag == 0x0A, CommonOpenMetadata.isTextKey(key),
      let (valueTag, value) = reader.next(), valueTag == 0x12, CommonOpenMetadata.isPlain(value, from: 0x20),
      reader.isAtEnd
    else { return false }
    metadata.append(String(decoding: value, as: UTF8.self), forKey: String(decoding: key, as: UTF8.self))
    return true
  }

  /// False when there is anything but ASCII from `least` on, and without DEL where that leaves out control characters:
  /// such text has questions that the general decoding answers.
  private static func isPlain(_ bytes: UnsafeRawBufferPointer, from least: UInt8) -> Bool {
    // Eight at a time, in the way of Hacker's Delight: a borrow or carry leaves its mark in a byte's highest bit, where
    // ASCII has none.
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highest = ones << 7
    let leasts = ones &* UInt64(least)
    let step = least < 0x20 ? 0 : ones
    var index = 0
    while index + 8 <= bytes.count {
      let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if (eight | (eight &- leasts) | (eight &+ step)) & highest != 0 { return false }
      index += 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      guard byte >= least, byte < (least < 0x20 ? 0x80 : 0x7F) else { return false }
      index += 1
    }
    return true
  }

  /// Whether it is a good key of texts, not of bytes.
  private static func isTextKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard (1...Metadata.keyByteCountMax).contains(bytes.count) else { return false }
    return bytes.allSatisfy { Metadata.isGoodInKey($0) } && !bytes.suffix(4).elementsEqual("-bin".utf8)
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
