internal import CProtobufC

/// What a message is made of: one that is compiled in, or one that was learnt from a daemon (see ``DynamicSchema``).
public struct MessageDescriptor: Sendable, Hashable {
  let type: MessageType
  /// The schema the message belongs to; nil when it is compiled in.
  let types: ReflectedTypes?

  /// Full name in the schema: "ocop.registry.v1.Producer".
  public var fullName: String { type.fullName }

  /// A message that is compiled in, or with `types` one of a reflected schema.
  init(_ type: MessageType, of types: ReflectedTypes? = nil) {
    self.type = type
    self.types = types
  }

  /// Takes the descriptor from a message that protoc-c's `init` function has filled, which is the one way to its
  /// address from Swift.
  init<CForm>(_ type: CForm.Type, initializer: (UnsafeMutablePointer<CForm>?) -> Void) {
    let descriptor = withUnsafeTemporaryAllocation(of: type, capacity: 1) { buffer in
      initializer(buffer.baseAddress)
      return UnsafeRawBufferPointer(buffer).loadUnaligned(as: ProtobufCMessage.self).descriptor
    }
    guard let descriptor else { preconditionFailure("protoc-c's init left out the descriptor") }
    self.init(.compiled(descriptor))
  }

  /// protoc-c's descriptor, of a message that is compiled in.
  var raw: UnsafePointer<ProtobufCMessageDescriptor> {
    guard let raw = type.raw else { preconditionFailure("\(fullName) is not compiled in") }
    return raw
  }

  /// Name without the package: "Producer".
  public var name: String { DottedName.last(of: fullName) }

  /// The schema's comment on it; empty when there is none.
  public var documentation: String { type.documentation ?? SchemaCatalog.documentation(of: fullName) }

  /// Fields by number.
  public var fields: [FieldDescriptor] {
    type.contents.fields.map { FieldDescriptor(record: $0, types: types) }
  }

  /// The field with a number, or nil.
  public func field(number: Int) -> FieldDescriptor? {
    type.contents.field(number: number).map { FieldDescriptor(record: $0, types: types) }
  }

  /// The field with a name as in the schema ("producer_id"), or nil.
  public func field(named name: String) -> FieldDescriptor? {
    type.contents.field(named: name).map { FieldDescriptor(record: $0, types: types) }
  }

  /// The message with a full name in the schema that this one is of, or nil: what a message that names the type of its
  /// bytes needs.
  public func sibling(named fullName: String) -> MessageDescriptor? {
    guard let types else { return SchemaCatalog.message(named: fullName) }
    return types.message(named: fullName)
  }

  /// Two descriptors are the same when they are of the same message of the same schema.
  public static func == (left: MessageDescriptor, right: MessageDescriptor) -> Bool { left.type === right.type }

  /// Hashes the identity of the message.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(type)) }
}
