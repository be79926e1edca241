internal import CProtobufC

/// What is known of one field, shared by all its descriptors.
final class FieldRecord: Sendable {
  /// The type that a message or an enumeration has beside its encoding.
  enum Reference: Sendable {
    case none
    case enumeration(EnumType)
    /// A message that is compiled in.
    case compiled(MessageType)
    /// A message of the reflected schema that the field itself belongs to, by its place there. An index, since
    /// references between messages might run in circles and keep each other alive.
    case reflected(Int)
  }

  let messageFullName: String
  let name: String
  /// Name in protobuf's JSON form: "producerId".
  let jsonName: String
  let number: Int
  let encoding: FieldEncoding
  let isRepeated: Bool
  let oneofName: String?
  let reference: Reference
  /// Comment of a reflected field; nil for one that is compiled in, whose comment is in the catalogue.
  let documentation: String?

  init(
    messageFullName: String,
    name: String,
    number: Int,
    encoding: FieldEncoding,
    isRepeated: Bool,
    oneofName: String?,
    reference: Reference,
    documentation: String?
  ) {
    self.messageFullName = messageFullName
    self.name = name
    self.number = number
    self.encoding = encoding
    self.isRepeated = isRepeated
    self.oneofName = oneofName
    self.reference = reference
    self.documentation = documentation
    jsonName = FieldRecord.jsonName(of: name)
  }

  /// Reads protoc-c's descriptor.
  convenience init(_ raw: borrowing ProtobufCFieldDescriptor, messageFullName: String) {
    let name = String(cString: raw.name)
    let reference: Reference
    switch (raw.type, raw.descriptor) {
    case (PROTOBUF_C_TYPE_ENUM, let type?):
      reference = .enumeration(EnumType(type.load(as: ProtobufCEnumDescriptor.self)))
    case (PROTOBUF_C_TYPE_MESSAGE, let type?):
      reference = .compiled(.compiled(type.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)))
    default:
      reference = .none
    }
    self.init(
      messageFullName: messageFullName,
      name: name,
      number: Int(raw.id),
      encoding: FieldEncoding(raw.type),
      isRepeated: raw.label == PROTOBUF_C_LABEL_REPEATED,
      oneofName: raw.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue != 0
        ? SchemaCatalog.oneofNames["\(messageFullName).\(name)"] : nil,
      reference: reference,
      documentation: nil
    )
  }

  /// True when "absent" differs from the default value: submessages and members of a oneof.
  var hasPresence: Bool { !isRepeated && (oneofName != nil || encoding == .message) }

  private static func jsonName(of name: String) -> String {
    var result = ""
    var isWordStart = false
    for character in name {
      if character == "_" {
        isWordStart = true
      } else {
        result += isWordStart ? character.uppercased() : String(character)
        isWordStart = false
      }
    }
    return result
  }
}
