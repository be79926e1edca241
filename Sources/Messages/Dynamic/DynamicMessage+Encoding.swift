internal import CProtobufC

extension DynamicMessage {
  /// The encoded message. ``set(_:for:)`` admitted only what can be encoded, so this never fails.
  public func encodedBytes() -> [UInt8] {
    EncodeArena.withArena { arena in
      EncodeArena.packedBytes(UnsafePointer(form(in: &arena).assumingMemoryBound(to: ProtobufCMessage.self)))
    }
  }

  /// The message as protoc-c's struct, whose layout its descriptor tells.
  private func form(in arena: inout EncodeArena) -> UnsafeMutableRawPointer {
    let form = arena.allocate(byteCount: descriptor.raw.pointee.sizeof_message)
    protobuf_c_message_init(descriptor.raw, form)
    for (field, value) in presentFields {
      let member = form + Int(field.raw.pointee.offset)
      let quantifier = form + Int(field.raw.pointee.quantifier_offset)
      if case .repeated(let elements) = value {
        let stride = field.valueType.cStride
        let memory = arena.allocate(byteCount: stride * elements.count)
        for (index, element) in elements.enumerated() {
          Self.write(element, at: memory + index * stride, &arena)
        }
        quantifier.storeBytes(of: elements.count, as: Int.self)
        member.storeBytes(of: memory, as: UnsafeMutableRawPointer.self)
      } else {
        Self.write(value, at: member, &arena)
        if field.isOneofMember {
          quantifier.storeBytes(of: field.raw.pointee.id, as: UInt32.self)
        }
      }
    }
    return form
  }

  /// Writes one value to its place in a C struct or array.
  private static func write(_ value: DynamicValue, at place: UnsafeMutableRawPointer, _ arena: inout EncodeArena) {
    switch value {
    case .bool(let value): place.storeBytes(of: value ? 1 : 0, as: protobuf_c_boolean.self)
    case .int32(let value), .enumeration(let value): place.storeBytes(of: value, as: Int32.self)
    case .int64(let value): place.storeBytes(of: value, as: Int64.self)
    case .uint32(let value): place.storeBytes(of: value, as: UInt32.self)
    case .uint64(let value): place.storeBytes(of: value, as: UInt64.self)
    case .double(let value): place.storeBytes(of: value, as: Double.self)
    case .string(let value): place.storeBytes(of: arena.string(value), as: UnsafeMutablePointer<CChar>.self)
    case .bytes(let value): place.storeBytes(of: arena.bytes(value), as: ProtobufCBinaryData.self)
    case .message(let value): place.storeBytes(of: value.form(in: &arena), as: UnsafeMutableRawPointer.self)
    case .repeated: preconditionFailure("set(_:for:) admits no list within a list")
    }
  }
}
