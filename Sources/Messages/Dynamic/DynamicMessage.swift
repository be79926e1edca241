/// A message of any type in the schema, as a tree of values: for programs that learn the type at run time.
///
/// Fields without presence are left out while they have their default value, so two messages that encode alike are
/// equal. Fields this program does not know are skipped when decoding and are not kept.
public struct DynamicMessage: Sendable, Hashable {
  /// What the message is made of.
  public let descriptor: MessageDescriptor

  /// A field that is present.
  struct Entry: Sendable, Hashable {
    let number: Int
    var value: DynamicValue
  }

  /// What is present, by number.
  private(set) var entries: [Entry] = []

  /// A message with every field at its default.
  public init(_ descriptor: MessageDescriptor) {
    self.descriptor = descriptor
  }

  /// Fields that are present, by number, with their values.
  public var presentFields: [(field: FieldDescriptor, value: DynamicValue)] {
    entries.compactMap { entry in descriptor.field(number: entry.number).map { ($0, entry.value) } }
  }

  /// The value of a field, or nil while it is absent (or at its default, when it has no presence).
  public subscript(_ field: FieldDescriptor) -> DynamicValue? { value(ofNumber: field.number) }

  /// The value of the field with a name as in the schema ("producer_id"), or nil.
  public subscript(named name: String) -> DynamicValue? {
    descriptor.type.contents.field(named: name).flatMap { value(ofNumber: $0.number) }
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
    guard let value else { return remove(number: field.number) }
    try Self.check(value, for: field)
    store(value, for: field.record, in: descriptor.type.contents)
  }

  /// Stores a value that fits its field. A value that a field without presence does not send makes it absent.
  mutating func store(_ value: DynamicValue, for field: FieldRecord, in contents: MessageContents) {
    if let oneof = field.oneofName {
      entries.removeAll { $0.number != field.number && contents.field(number: $0.number)?.oneofName == oneof }
    }
    if value.isDefault && !field.hasPresence { return remove(number: field.number) }
    let index = index(ofNumber: field.number)
    if index < entries.count, entries[index].number == field.number {
      entries[index].value = value
    } else {
      entries.insert(Entry(number: field.number, value: value), at: index)
    }
  }

  /// Adds values to a repeated field.
  mutating func append(_ values: [DynamicValue], toFieldNumber number: Int) {
    if values.isEmpty { return }
    let index = index(ofNumber: number)
    guard index < entries.count, entries[index].number == number, case .repeated(var list) = entries[index].value else {
      return entries.insert(Entry(number: number, value: .repeated(values)), at: index)
    }
    // The list is let go of before it grows: shared, it would be copied each time.
    entries[index].value = .bool(false)
    list += values
    entries[index].value = .repeated(list)
  }

  private mutating func remove(number: Int) {
    let index = index(ofNumber: number)
    if index < entries.count, entries[index].number == number { entries.remove(at: index) }
  }

  private func value(ofNumber number: Int) -> DynamicValue? {
    let index = index(ofNumber: number)
    return index < entries.count && entries[index].number == number ? entries[index].value : nil
  }

  /// Where the entry of a number stands, or would stand.
  private func index(ofNumber number: Int) -> Int {
    guard let last = entries.last, last.number >= number else { return entries.count }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low
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
    case (.bool, .bool), (.int32, .int32), (.int64, .int64), (.uint32, .uint32), (.uint64, .uint64), (.float, .float),
      (.double, .double), (.bytes, .bytes), (.enumeration, .enumeration):
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
