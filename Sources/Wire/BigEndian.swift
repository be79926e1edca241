// Loads and stores of big-endian integers at any alignment. Bounds are checked by the buffer in debug builds; callers
// have compared lengths before.

extension UnsafeRawBufferPointer {
  @inline(__always)
  func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Integer.Type) -> Integer {
    Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
  }

  /// The part from `lower` to `upper`, counted from this buffer's start.
  @inline(__always)
  package func part(_ lower: Int, _ upper: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[lower..<upper])
  }
}

extension UnsafeMutableRawBufferPointer {
  @inline(__always)
  func storeBigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: Integer.self)
  }
}
