internal import CProtobufC
internal import CSafeUnpack

/// Decodes bytes that may be hostile, through the prescan and the budgeted arena of this thread.
enum DecodeArena {
  /// Decodes `bytes` as a generated message.
  @inline(__always)
  static func decode<M: GeneratedMessage>(
    _ type: M.Type,
    _ bytes: UnsafeRawBufferPointer
  ) throws(MessageDecodingError) -> M {
    try withUnpacked(M.descriptor, bytes) { form in
      M(cForm: UnsafeRawPointer(form).assumingMemoryBound(to: M.CForm.self))
    }
  }

  /// Runs `body` with the unpacked C struct, which is gone when `body` returns. `body` must not decode anything itself:
  /// the thread has one arena.
  @inline(__always)
  static func withUnpacked<Result>(
    _ descriptor: MessageDescriptor,
    _ bytes: UnsafeRawBufferPointer,
    _ body: (UnsafePointer<ProtobufCMessage>) -> Result
  ) throws(MessageDecodingError) -> Result {
    guard let arena = ocop_arena_of_this_thread() else { throw .outOfMemory(decoding: descriptor) }
    // Given back at once, so that one large message does not hold its memory until the thread decodes another.
    defer { ocop_arena_reset(arena) }
    var error = OcopUnpackError()
    let form = ocop_safe_unpack(
      descriptor.raw,
      bytes.count,
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
      nil,
      arena,
      &error
    )
    guard let form else { throw MessageDecodingError(error, decoding: descriptor.raw) }
    return body(UnsafePointer(form))
  }
}
