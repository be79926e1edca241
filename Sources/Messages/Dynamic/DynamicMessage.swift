/// A message of any type in the schema, as a tree of values: for programs that learn the type at run time.
///
/// Fields without presence are left out while they have their default value, so two messages that encode alike are
/// equal. Fields this program does not know are skipped when decoding and are not kept.
public struct DynamicMessage: Sendable, Hashable {
  /// What the message is made of.
  public let descriptor: MessageDescriptor

  /// Values by field number.
  private var values: [Int: DynamicValue] = [:]

  /// A message with every field at its default.
  public init(_ descriptor: MessageDescriptor) {
    self.descriptor = descriptor
  }

  /// Fields that are present, by number, with their values.
  public var presentFields: [(field: FieldDescriptor, value: DynamicValue)] {
    values.sorted { $0.key < $1.key }.compactMap { number, value in
      descriptor.field(number: number).map { ($0, value) }
    }
  }

  /// The value of a field, or nil while it is absent (or at its default, when it has no presence).
  public subscript(_ field: FieldDescriptor) -> DynamicValue? { values[field.number] }

  /// The value of the field with a name as in the schema ("producer_id"), or nil.
  public subscript(named name: String) -> DynamicValue? {
    descriptor.field(named: name).flatMap { values[$0.number] }
  }

  /// Sets a field; nil makes it absent. Setting a member of a oneof makes the others absent.
  ///
  /// - Throws: ``DynamicMessageError`` when the field or the value does not fit; the message is then unchanged.
  public mutating func set(_ value: DynamicValue?, for field: FieldDescriptor) throws(DynamicMessageError) {
    guard descriptor.field(number: field.number) == field else {
      throw DynamicMessageError(
        reason: .foreignField,
        message: "\(field.messageFullName).\(field.name) is not a field of \(descriptor.fullName)"
      )
    }
    guard let value else {
      values[field.number] = nil
      return
    }
    try Self.check(value, for: field)
    if field.isOneofMember {
      for sibling in descriptor.fields where sibling.isOneofMember && sibling.sharesOneof(with: field) {
        values[sibling.number] = nil
      }
    }
    values[field.number] = value.isDefault && !field.hasPresence ? nil : value
  }

  /// Stores a value that was decoded by this very field.
  mutating func store(decoded value: DynamicValue, number: Int) {
    values[number] = value
  }

  private static func check(_ value: DynamicValue, for field: FieldDescriptor) throws(DynamicMessageError) {
    guard field.isRepeated else { return try checkSingle(value, for: field) }
    guard case .repeated(let elements) = value else {
      throw DynamicMessageError(
        reason: .wrongType,
        message: "\(field.messageFullName).\(field.name) is repeated: give a list"
      )
    }
    for element in elements {
      try checkSingle(element, for: field)
    }
  }

  private static func checkSingle(_ value: DynamicValue, for field: FieldDescriptor) throws(DynamicMessageError) {
    switch (field.valueType, value) {
    case (.bool, .bool), (.int32, .int32), (.int64, .int64), (.uint32, .uint32), (.uint64, .uint64), (.double, .double),
      (.bytes, .bytes), (.enumeration, .enumeration):
      return
    case (.message(let descriptor), .message(let message)) where descriptor == message.descriptor:
      return
    case (.string, .string(let text)):
      if text.utf8.contains(0) {
        throw DynamicMessageError(
          reason: .nulInString,
          message: "\(field.messageFullName).\(field.name) holds a NUL character: remove it"
        )
      }
    default:
      throw DynamicMessageError(
        reason: .wrongType,
        message: "\(field.messageFullName).\(field.name) is \(field.valueType.schemaName), not \(value.kindName)"
      )
    }
  }
}
