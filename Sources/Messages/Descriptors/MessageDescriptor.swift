internal import CProtobufC

/// What a message is made of.
public struct MessageDescriptor: Sendable, Hashable {
  /// protoc-c's descriptor.
  ///
  /// Safe to share between threads: it is constant static data of the program, written by nobody and never freed.
  nonisolated(unsafe) let raw: UnsafePointer<ProtobufCMessageDescriptor>

  /// Full name in the schema: "ocop.registry.v1.Producer".
  public let fullName: String

  init(_ raw: UnsafePointer<ProtobufCMessageDescriptor>) {
    self.raw = raw
    fullName = String(cString: raw.pointee.name)
  }

  /// Takes the descriptor from a message that protoc-c's `init` function has filled, which is the one way to its
  /// address from Swift.
  init<CForm>(_ type: CForm.Type, initializer: (UnsafeMutablePointer<CForm>?) -> Void) {
    let descriptor = withUnsafeTemporaryAllocation(of: type, capacity: 1) { buffer in
      initializer(buffer.baseAddress)
      return UnsafeRawBufferPointer(buffer).loadUnaligned(as: ProtobufCMessage.self).descriptor
    }
    guard let descriptor else { preconditionFailure("protoc-c's init left out the descriptor") }
    self.init(descriptor)
  }

  /// Name without the package: "Producer".
  public var name: String { String(cString: raw.pointee.short_name) }

  /// Fields by number.
  public var fields: [FieldDescriptor] {
    (0..<Int(raw.pointee.n_fields)).map { FieldDescriptor(raw.pointee.fields + $0, of: self) }
  }

  /// The field with a number, or nil.
  public func field(number: Int) -> FieldDescriptor? {
    guard let number = UInt32(exactly: number), let field = protobuf_c_message_descriptor_get_field(raw, number) else {
      return nil
    }
    return FieldDescriptor(field, of: self)
  }

  /// The field with a name as in the schema ("producer_id"), or nil.
  public func field(named name: String) -> FieldDescriptor? {
    guard let field = protobuf_c_message_descriptor_get_field_by_name(raw, name) else { return nil }
    return FieldDescriptor(field, of: self)
  }

  /// Two descriptors are the same when they are of the same message.
  public static func == (left: MessageDescriptor, right: MessageDescriptor) -> Bool { left.raw == right.raw }

  /// Hashes the identity of the message.
  public func hash(into hasher: inout Hasher) { hasher.combine(raw) }
}
