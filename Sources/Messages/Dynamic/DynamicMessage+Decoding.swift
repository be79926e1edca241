internal import CProtobufC

extension DynamicMessage {
  /// Decodes a message. The bytes may come from anybody.
  ///
  /// - Throws: ``MessageDecodingError`` saying what is wrong and where.
  public init(_ descriptor: MessageDescriptor, decoding bytes: UnsafeRawBufferPointer) throws(MessageDecodingError) {
    self = try DecodeArena.withUnpacked(descriptor, bytes) { form in
      DynamicMessage(descriptor, form: UnsafeRawPointer(form))
    }
  }

  /// Decodes a message from an array.
  ///
  /// - Throws: ``MessageDecodingError`` saying what is wrong and where.
  public init(_ descriptor: MessageDescriptor, decodingBytes bytes: [UInt8]) throws(MessageDecodingError) {
    let result: Result<DynamicMessage, MessageDecodingError> = bytes.withUnsafeBytes { buffer in
      do throws(MessageDecodingError) {
        return .success(try DynamicMessage(descriptor, decoding: buffer))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Copies an unpacked C struct, whose layout its descriptor tells.
  private init(_ descriptor: MessageDescriptor, form: UnsafeRawPointer) {
    self.init(descriptor)
    for field in descriptor.fields {
      if let value = Self.value(of: field, form: form) {
        store(decoded: value, number: field.number)
      }
    }
  }

  private static func value(of field: FieldDescriptor, form: UnsafeRawPointer) -> DynamicValue? {
    let member = form + Int(field.raw.pointee.offset)
    let quantifier = form + Int(field.raw.pointee.quantifier_offset)
    if field.isRepeated {
      let count = quantifier.load(as: Int.self)
      guard count > 0, let elements = member.load(as: UnsafeRawPointer?.self) else { return nil }
      let stride = field.valueType.cStride
      let values = (0..<count).compactMap { single(field.valueType, at: elements + $0 * stride) }
      return .repeated(values)
    }
    if field.isOneofMember, quantifier.load(as: UInt32.self) != field.raw.pointee.id { return nil }
    guard let value = single(field.valueType, at: member) else { return nil }
    return value.isDefault && !field.hasPresence ? nil : value
  }

  /// One value at its place in a C struct or array; nil for a submessage that is absent.
  private static func single(_ type: FieldDescriptor.ValueType, at place: UnsafeRawPointer) -> DynamicValue? {
    switch type {
    case .bool: return .bool(place.load(as: protobuf_c_boolean.self) != 0)
    case .int32: return .int32(place.load(as: Int32.self))
    case .int64: return .int64(place.load(as: Int64.self))
    case .uint32: return .uint32(place.load(as: UInt32.self))
    case .uint64: return .uint64(place.load(as: UInt64.self))
    case .double: return .double(place.load(as: Double.self))
    case .string: return .string(String(cForm: place.load(as: UnsafeMutablePointer<CChar>?.self)))
    case .bytes: return .bytes([UInt8](cForm: place.load(as: ProtobufCBinaryData.self)))
    case .enumeration: return .enumeration(place.load(as: Int32.self))
    case .message(let descriptor):
      guard let form = place.load(as: UnsafeRawPointer?.self) else { return nil }
      return .message(DynamicMessage(descriptor, form: form))
    }
  }
}

extension FieldDescriptor.ValueType {
  /// Bytes of one value in an array of protoc-c's structs.
  var cStride: Int {
    switch self {
    case .bool, .int32, .uint32, .enumeration: 4
    case .int64, .uint64, .double, .string, .message: 8
    case .bytes: MemoryLayout<ProtobufCBinaryData>.stride
    }
  }
}

extension FieldDescriptor {
  /// Whether two members of oneofs of one message belong to the same oneof: members share the field that tells which
  /// of them is set.
  func sharesOneof(with other: FieldDescriptor) -> Bool {
    raw.pointee.quantifier_offset == other.raw.pointee.quantifier_offset
  }
}
