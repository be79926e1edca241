/// Reads an encoded OpenMetadata in place, as far as a router needs it: where the method is, and whether anything else
/// is there. No memory is allocated; a field of an unknown number is stepped over, as protobuf wants.
public struct OpenMetadataView {
  /// The method's bytes, not checked for UTF-8: compare them with known methods. Empty when there is none.
  public let method: UnsafeRawBufferPointer
  /// The W3C traceparent's bytes, not checked; empty when there is none.
  public let traceparent: UnsafeRawBufferPointer
  /// True when there are other fields than the method: traceparent, caller's metadata.
  public let hasOtherFields: Bool

  /// Reads the metadata of an OPEN after its prelude's 16 bytes; nil when it is not well-formed protobuf.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    var method = UnsafeRawBufferPointer(rebasing: bytes[0..<0])
    var traceparent = method
    var hasOtherFields = false
    var offset = 0
    while offset < bytes.count {
      guard let tag = OpenMetadataView.readVarint(bytes, &offset), tag >> 3 != 0, tag >> 3 < 1 << 29 else { return nil }
      var skipped = 0
      switch tag & 7 {
      case 0:
        guard OpenMetadataView.readVarint(bytes, &offset) != nil else { return nil }
      case 1: skipped = 8
      case 2:
        guard let length = OpenMetadataView.readVarint(bytes, &offset), length <= UInt64(bytes.count) else {
          return nil
        }
        skipped = Int(length)
      case 5: skipped = 4
      default: return nil
      }
      guard skipped <= bytes.count - offset else { return nil }
      if tag == 0x0A {
        method = bytes.part(offset, offset + skipped)
      } else {
        if tag == 0x12 { traceparent = bytes.part(offset, offset + skipped) }
        hasOtherFields = true
      }
      offset += skipped
    }
    self.method = method
    self.traceparent = traceparent
    self.hasOtherFields = hasOtherFields
  }

  /// The service of the method, the part before its last "/": "ocop.registry.v1.Registry". Nil without a "/".
  public var service: UnsafeRawBufferPointer? {
    guard let slash = method.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return method.part(0, slash)
  }

  private static func readVarint(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count && shift < 64 {
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
