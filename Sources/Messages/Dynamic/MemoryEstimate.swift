/// Adds up what libprotobuf-c would allocate for a message, as the prescan of generated messages does
/// (CSafeUnpack/prescan.c), so that both doors accept and refuse the same bytes. What dynamic values take is in
/// proportion to it: at most 8 times as much, for packed numbers.
struct MemoryEstimate {
  private static let bytesPerField = 32
  private static let fieldsOnStack = 16
  private static let fieldsWithoutBitmapMax = 128
  private static let bytesPerUnknownField = 24
  private static let arrayRoundingMax = 15

  /// Bytes so far.
  private(set) var byteCount = 0

  /// Fields met in one message, and how many fit into the slabs counted so far.
  struct Slabs {
    fileprivate var fieldCount = 0
    fileprivate var capacity = MemoryEstimate.fieldsOnStack
  }

  mutating func countMessage(_ contents: MessageContents) {
    byteCount += Self.rounded(contents.structByteCount)
    if contents.fields.count > Self.fieldsWithoutBitmapMax {
      byteCount += Self.rounded((contents.fields.count + 7) / 8)
    }
  }

  mutating func countField(in slabs: inout Slabs) {
    if slabs.fieldCount == slabs.capacity {
      let slab = slabs.capacity + Self.fieldsOnStack
      byteCount += slab * Self.bytesPerField
      slabs.capacity += slab
    }
    slabs.fieldCount += 1
  }

  /// A field that the schema lacks.
  ///
  /// - Parameter valueByteCount: with the length in front of it.
  mutating func countUnknownField(valueByteCount: Int) {
    byteCount += Self.bytesPerUnknownField + Self.arrayRoundingMax + Self.rounded(valueByteCount)
  }

  /// Elements of a repeated field.
  ///
  /// - Parameter isFirst: true the first time that the field is met in its message.
  mutating func countElements(_ count: Int, of encoding: FieldEncoding, isFirst: Bool) {
    byteCount += count * encoding.cElementByteCount + (isFirst ? Self.arrayRoundingMax : 0)
  }

  /// The copy of a string, which ends with a NUL, or of bytes.
  mutating func countContent(byteCount contentByteCount: Int, of encoding: FieldEncoding) {
    byteCount += Self.rounded(encoding == .string ? contentByteCount + 1 : contentByteCount)
  }

  private static func rounded(_ byteCount: Int) -> Int { (byteCount + 15) & ~15 }
}
