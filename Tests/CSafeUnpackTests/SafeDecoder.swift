import CProtobufC
import CSafeUnpack

/// An arena and what is done with it, for tests.
final class SafeDecoder {
  let arena: OpaquePointer

  init(retainedBytes: Int = 65_536) {
    guard let arena = ocop_arena_create(retainedBytes) else { preconditionFailure("no memory for an arena") }
    self.arena = arena
  }

  deinit {
    ocop_arena_destroy(arena)
  }

  var usedBytes: Int { ocop_arena_used_bytes(arena) }
  var heldBytes: Int { ocop_arena_held_bytes(arena) }

  func reset() {
    ocop_arena_reset(arena)
  }

  /// Decodes; nil when refused, `error` saying why.
  func unpack(
    _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    _ bytes: [UInt8],
    limits: OcopUnpackLimits = ocop_unpack_limits_default,
    error: inout OcopUnpackError
  ) -> UnsafeMutablePointer<ProtobufCMessage>? {
    var limits = limits
    return ocop_safe_unpack(descriptor, bytes.count, bytes, &limits, arena, &error)
  }

  /// Prescans; the estimate of arena bytes, or nil when refused.
  static func estimate(_ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, _ bytes: [UInt8]) -> Int? {
    var estimate = 0
    return ocop_prescan(descriptor, bytes.count, bytes, nil, &estimate, nil) ? estimate : nil
  }

  /// What protobuf-c makes of a message when it encodes it.
  static func encode(_ message: UnsafePointer<ProtobufCMessage>) -> [UInt8] {
    let size = protobuf_c_message_get_packed_size(message)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = protobuf_c_message_pack(message, buffer.baseAddress)
    }
  }

  /// Arena bytes that an input of this length may take at the default limits.
  static func budget(_ length: Int) -> Int { 32 * length + 65_536 }
}
