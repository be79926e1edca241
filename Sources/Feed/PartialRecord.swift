import Messages

/// A record of an import that tells only of some of its fields (`update_fields` of the services' Record messages): the
/// others are taken from what is stored, before the domain reads the whole.
///
/// The service's message holds its record in a oneof of messages.
struct PartialRecord<Change: Message>: Sendable {
  private let message: Change
  private let envelope: DynamicMessage
  private let member: FieldDescriptor
  private let contents: DynamicMessage
  private let names: Set<String>

  /// Nil when the message holds no record.
  ///
  /// - Parameters:
  ///   - message: As it came.
  ///   - updateFields: The fields that are taken from it.
  init?(_ message: Change, updateFields: [String]) {
    guard let envelope = try? DynamicMessage(Change.descriptor, decodingBytes: message.encodedBytes()),
      let (member, contents) = envelope.carriedRecord
    else { return nil }
    self.message = message
    self.envelope = envelope
    self.member = member
    self.contents = contents
    names = Set(updateFields)
  }

  /// Named fields that the record does not have, by name.
  var unknownNames: [String] {
    names.filter { contents.descriptor.field(named: $0) == nil }.sorted()
  }

  /// The whole record: the named fields as they came, the others as they are stored.
  ///
  /// - Parameters:
  ///   - stored: The record with its identifier; nil when there is none: then the others are not set.
  ///   - reference: What a message says it is. A field that makes a difference to that identifies the record, and is
  ///     never left out.
  /// - Throws: What encoding and decoding throw; nothing for messages of one type.
  func completed(over stored: Change?, reference: (Change) -> RecordReference?) throws -> Change {
    var whole = contents
    if let stored {
      let envelope = try DynamicMessage(Change.descriptor, decodingBytes: stored.encodedBytes())
      guard let (_, contents) = envelope.carriedRecord else { return stored }
      try whole.keepFields(of: contents, except: names)
      return try message(of: whole)
    }
    // What a file that lacks columns brings, most of the time: it fills none of the fields that it does not name.
    if contents.presentFields.allSatisfy({ names.contains($0.field.name) }) { return message }
    let named = reference(try message(of: contents))
    for (field, value) in contents.presentFields where !names.contains(field.name) {
      try whole.set(nil, for: field)
      if reference(try message(of: whole)) != named { try whole.set(value, for: field) }
    }
    return try message(of: whole)
  }

  private func message(of contents: DynamicMessage) throws -> Change {
    var envelope = envelope
    try envelope.set(.message(contents), for: member)
    return try Change(decodingBytes: envelope.encodedBytes())
  }
}
