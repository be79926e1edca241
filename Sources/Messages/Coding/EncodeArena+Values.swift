internal import CProtobufC
internal import Glibc

// How each kind of field value gets its C form.
extension EncodeArena {
  /// The C form of an empty string. Constant data of the program: libprotobuf-c only reads it.
  private static var emptyString: UnsafeMutablePointer<CChar> {
    let text: StaticString = "\0"
    return UnsafeMutableRawPointer(mutating: text.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// A string, NUL-terminated. A NUL inside it becomes U+FFFD, see ``Message/encode(reserving:)``.
  @inline(__always)
  mutating func string(_ value: String) -> UnsafeMutablePointer<CChar> {
    let utf8 = value.utf8
    let count = utf8.count
    if count == 0 { return Self.emptyString }
    let memory = allocate(byteCount: count + 1)
    let isCopied: Void? = utf8.withContiguousStorageIfAvailable { bytes in
      if let start = bytes.baseAddress {
        memory.copyMemory(from: start, byteCount: count)
      }
    }
    if isCopied == nil {
      UnsafeMutableRawBufferPointer(start: memory, count: count).copyBytes(from: utf8)
    }
    memory.storeBytes(of: 0, toByteOffset: count, as: UInt8.self)
    if memchr(memory, 0, count) != nil {
      return replacingNULs(memory, count)
    }
    return memory.assumingMemoryBound(to: CChar.self)
  }

  /// A copy of `count` bytes of UTF-8 with U+FFFD in place of each NUL, NUL-terminated.
  @inline(never)
  private mutating func replacingNULs(_ memory: UnsafeMutableRawPointer, _ count: Int) -> UnsafeMutablePointer<CChar> {
    let source = UnsafeRawBufferPointer(start: memory, count: count)
    let nulCount = source.count(where: { $0 == 0 })
    let target = allocate(byteCount: count + 2 * nulCount + 1)
    var offset = 0
    for byte in source {
      if byte == 0 {
        for replacement: UInt8 in [0xEF, 0xBF, 0xBD] {
          target.storeBytes(of: replacement, toByteOffset: offset, as: UInt8.self)
          offset += 1
        }
      } else {
        target.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
        offset += 1
      }
    }
    target.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
    return target.assumingMemoryBound(to: CChar.self)
  }

  /// Bytes. Empty ones have no address: that is how libprotobuf-c tells that a field is at its default.
  @inline(__always)
  mutating func bytes(_ value: [UInt8]) -> ProtobufCBinaryData {
    let count = value.count
    if count == 0 { return ProtobufCBinaryData(len: 0, data: nil) }
    if count >= Self.lentByteCountMin { return lent(value) }
    let memory = allocate(byteCount: count)
    value.withUnsafeBytes { memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: count) }
    return ProtobufCBinaryData(len: count, data: memory.assumingMemoryBound(to: UInt8.self))
  }

  /// Bytes where they are, instead of a copy: whoever packs them copies them once anyway. The arena keeps the array,
  /// so its elements stay where they are until the message is packed: storage is freed with its last reference, and
  /// whoever writes to an array that is held twice gets a copy. libprotobuf-c only reads them.
  @inline(never)
  private mutating func lent(_ value: [UInt8]) -> ProtobufCBinaryData {
    keep(value)
    let address = value.withUnsafeBufferPointer { $0.baseAddress }
    return ProtobufCBinaryData(len: value.count, data: UnsafeMutablePointer(mutating: address))
  }

  /// Repeated numbers.
  mutating func numbers<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafeMutablePointer<Value>? {
    if values.isEmpty { return nil }
    let memory = allocate(Value.self, count: values.count)
    for (index, value) in values.enumerated() {
      (memory + index).initialize(to: value)
    }
    return memory
  }

  /// Repeated booleans.
  mutating func booleans(_ values: [Bool]) -> UnsafeMutablePointer<protobuf_c_boolean>? {
    if values.isEmpty { return nil }
    let memory = allocate(protobuf_c_boolean.self, count: values.count)
    for (index, value) in values.enumerated() {
      (memory + index).initialize(to: value ? 1 : 0)
    }
    return memory
  }

  /// Repeated enumeration values. C's enumeration types have the size of an `int`.
  mutating func enumValues<Value: OpenEnum, CValue: RawRepresentable & BitwiseCopyable>(
    _ values: [Value],
    as type: CValue.Type
  ) -> UnsafeMutablePointer<CValue>? where CValue.RawValue: FixedWidthInteger {
    if values.isEmpty { return nil }
    let memory = allocate(Int32.self, count: values.count)
    for (index, value) in values.enumerated() {
      (memory + index).initialize(to: value.rawValue)
    }
    return UnsafeMutableRawPointer(memory).assumingMemoryBound(to: type)
  }

  /// Repeated strings.
  mutating func strings(_ values: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    if values.isEmpty { return nil }
    let memory = allocate(UnsafeMutablePointer<CChar>?.self, count: values.count)
    for (index, value) in values.enumerated() {
      (memory + index).initialize(to: string(value))
    }
    return memory
  }

  /// Repeated bytes.
  mutating func byteStrings(_ values: [[UInt8]]) -> UnsafeMutablePointer<ProtobufCBinaryData>? {
    if values.isEmpty { return nil }
    let memory = allocate(ProtobufCBinaryData.self, count: values.count)
    for (index, value) in values.enumerated() {
      (memory + index).initialize(to: bytes(value))
    }
    return memory
  }

  /// Repeated messages.
  mutating func messages<M: GeneratedMessage>(
    _ values: [M]
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<M.CForm>?>? {
    if values.isEmpty { return nil }
    let memory = allocate(UnsafeMutablePointer<M.CForm>?.self, count: values.count)
    for (index, value) in values.enumerated() {
      (memory + index).initialize(to: value.cForm(in: &self))
    }
    return memory
  }
}
