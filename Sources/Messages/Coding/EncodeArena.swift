internal import CProtobufC
internal import Glibc

/// Memory for the C structs and strings of one message while it is packed.
///
/// The first part lies on the stack, so a small message is encoded without `malloc`; a larger one takes chunks that
/// double up to a ceiling. An arena lives for one call and is never shared, which makes encoding safe on any thread.
struct EncodeArena: ~Copyable {
  /// Bytes on the stack. `withUnsafeTemporaryAllocation` goes to the heap above 1024.
  private static let stackByteCount = 1024
  private static let firstChunkByteCount = 8 * 1024
  private static let chunkByteCountMax = 1024 * 1024
  private static let alignment = 16
  /// From this size on bytes are not copied: keeping them costs as much as copying about so many.
  static let lentByteCountMin = 4096

  private var next: UnsafeMutableRawPointer
  private var remainingByteCount: Int
  private var chunkByteCount = Self.firstChunkByteCount
  private var chunks: [UnsafeMutableRawPointer] = []
  /// Arrays that C structs point into.
  private var lentArrays: [[UInt8]] = []

  private init(memory: UnsafeMutableRawPointer, byteCount: Int) {
    next = memory
    remainingByteCount = byteCount
  }

  deinit {
    for chunk in chunks {
      chunk.deallocate()
    }
  }

  /// Packs `message` into the memory that `reserve` returns for its size.
  @inline(__always)
  static func encode<M: GeneratedMessage>(
    _ message: M,
    _ reserve: (Int) -> UnsafeMutableRawBufferPointer
  ) {
    withArena { arena in
      let form = UnsafeMutableRawPointer(message.cForm(in: &arena))
      pack(UnsafePointer(form.assumingMemoryBound(to: ProtobufCMessage.self)), reserve)
    }
  }

  /// Packs `message` into a new array.
  @inline(__always)
  static func encodedBytes<M: GeneratedMessage>(_ message: M) -> [UInt8] {
    withArena { arena in
      let form = UnsafeMutableRawPointer(message.cForm(in: &arena))
      return packedBytes(UnsafePointer(form.assumingMemoryBound(to: ProtobufCMessage.self)))
    }
  }

  /// Runs `body` with a new arena.
  @inline(__always)
  static func withArena<Result>(_ body: (inout EncodeArena) -> Result) -> Result {
    withUnsafeTemporaryAllocation(byteCount: stackByteCount, alignment: alignment) { buffer in
      guard let memory = buffer.baseAddress else { preconditionFailure("no stack memory for an arena") }
      var arena = EncodeArena(memory: memory, byteCount: stackByteCount)
      return body(&arena)
    }
  }

  /// Packs a filled C message into the memory that `reserve` returns for its size.
  static func pack(
    _ message: UnsafePointer<ProtobufCMessage>,
    _ reserve: (Int) -> UnsafeMutableRawBufferPointer
  ) {
    let byteCount = protobuf_c_message_get_packed_size(message)
    let buffer = reserve(byteCount)
    precondition(buffer.count >= byteCount, "reserve returned fewer bytes than were asked for")
    let written = protobuf_c_message_pack(message, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self))
    precondition(written == byteCount, "libprotobuf-c wrote another size than it announced")
  }

  /// A filled C message as an array.
  static func packedBytes(_ message: UnsafePointer<ProtobufCMessage>) -> [UInt8] {
    let byteCount = protobuf_c_message_get_packed_size(message)
    return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
      initializedCount = protobuf_c_message_pack(message, buffer.baseAddress)
      precondition(initializedCount == byteCount, "libprotobuf-c wrote another size than it announced")
    }
  }

  /// Memory for `byteCount` bytes, aligned for any C type, not initialised.
  @inline(__always)
  mutating func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let rounded = (byteCount + (Self.alignment - 1)) & ~(Self.alignment - 1)
    if rounded > remainingByteCount {
      addChunk(atLeast: rounded)
    }
    let pointer = next
    next += rounded
    remainingByteCount -= rounded
    return pointer
  }

  /// Memory for `count` values of a C type, not initialised.
  @inline(__always)
  mutating func allocate<Value>(
    _ type: Value.Type,
    count: Int = 1
  ) -> UnsafeMutablePointer<Value> {
    allocate(byteCount: MemoryLayout<Value>.stride * count).bindMemory(to: type, capacity: count)
  }

  /// Keeps an array as long as the arena.
  mutating func keep(_ array: [UInt8]) {
    lentArrays.append(array)
  }

  @inline(never)
  private mutating func addChunk(atLeast byteCount: Int) {
    let size = max(chunkByteCount, byteCount)
    let chunk = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.alignment)
    chunks.append(chunk)
    next = chunk
    remainingByteCount = size
    chunkByteCount = min(chunkByteCount * 2, Self.chunkByteCountMax)
  }
}
