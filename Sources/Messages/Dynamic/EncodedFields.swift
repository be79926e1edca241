/// The fields of an encoded message, without decoding what they hold.
public enum EncodedFields {
  /// Calls `body` with the number of each field, in the order of the bytes, and with where its contents lie when it has
  /// a length.
  ///
  /// - Parameters:
  ///   - range: Of the message in the bytes.
  ///   - bytes: Hold it.
  /// - Returns: Whether the bytes are a message as far as this looks; `body` may have been called when they are not.
  public static func forEach(
    in range: Range<Int>,
    of bytes: UnsafeRawBufferPointer,
    _ body: (_ number: Int, _ contents: Range<Int>?) -> Void
  ) -> Bool {
    let reader = WireReader(bytes: bytes)
    var offset = range.lowerBound
    do throws(WireFault) {
      while offset < range.upperBound {
        let tag = try reader.shortVarint(at: offset, end: range.upperBound)
        offset += tag.byteCount
        var contents: Range<Int>?
        switch WireType(rawValue: tag.value & 7) {
        case .varint: offset += try reader.varint(at: offset, end: range.upperBound).byteCount
        case .fixed64: offset += 8
        case .fixed32: offset += 4
        case .lengthPrefixed:
          let length = try reader.shortVarint(at: offset, end: range.upperBound)
          offset += length.byteCount
          guard Int(length.value) <= range.upperBound - offset else { return false }
          contents = offset..<(offset + Int(length.value))
          offset += Int(length.value)
        case nil: return false
        }
        guard offset <= range.upperBound else { return false }
        body(Int(tag.value >> 3), contents)
      }
    } catch {
      return false
    }
    return true
  }
}
