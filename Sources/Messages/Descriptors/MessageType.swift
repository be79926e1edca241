internal import CProtobufC
internal import Synchronization

/// What is known of one message type, shared by all its descriptors; there is one for each, so identity is equality.
final class MessageType: Sendable {
  /// Full name in the schema: "ocop.registry.v1.Producer".
  let fullName: String

  /// protoc-c's descriptor; nil for a reflected message.
  ///
  /// Safe to share between threads: it is constant static data of the program, written by nobody and never freed.
  nonisolated(unsafe) let raw: UnsafePointer<ProtobufCMessageDescriptor>?

  /// Comment of a reflected message; nil for one that is compiled in, whose comment is in the catalogue.
  let documentation: String?

  /// Of a compiled-in type they are read when somebody asks: most daemons never do.
  private let knownContents: Mutex<MessageContents?>

  /// Compiled-in types by the address of their descriptor.
  private static let compiledTypes = Mutex<[UInt: MessageType]>([:])

  private init(_ raw: UnsafePointer<ProtobufCMessageDescriptor>) {
    self.raw = raw
    fullName = String(cString: raw.pointee.name)
    documentation = nil
    knownContents = Mutex(nil)
  }

  /// A reflected message.
  init(fullName: String, documentation: String, contents: MessageContents) {
    raw = nil
    self.fullName = fullName
    self.documentation = documentation
    knownContents = Mutex(contents)
  }

  /// The type that is compiled in with a descriptor.
  static func compiled(_ raw: UnsafePointer<ProtobufCMessageDescriptor>) -> MessageType {
    let address = UInt(bitPattern: raw)
    if let known = compiledTypes.withLock({ $0[address] }) { return known }
    let type = MessageType(raw)
    return compiledTypes.withLock { types in
      // Another thread may have been here in between: all must have the same one.
      if let known = types[address] { return known }
      types[address] = type
      return type
    }
  }

  /// The fields.
  var contents: MessageContents {
    knownContents.withLock { known in
      if let known { return known }
      let read = raw.map { MessageType.contents($0, fullName: fullName) } ?? MessageContents(fields: [])
      known = read
      return read
    }
  }

  private static func contents(
    _ raw: UnsafePointer<ProtobufCMessageDescriptor>,
    fullName: String
  ) -> MessageContents {
    MessageContents(
      fields: (0..<Int(raw.pointee.n_fields)).map { FieldRecord(raw.pointee.fields[$0], messageFullName: fullName) },
      structByteCount: raw.pointee.sizeof_message
    )
  }
}
