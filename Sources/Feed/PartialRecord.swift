import Messages

/// A record of an import that tells only of some of its fields (`update_fields` of the services' Record messages): the
/// others are taken from what is stored, before the domain reads the whole.
///
/// The service's message holds its record in a oneof of messages.
struct PartialRecord<Change: Message>: Sendable {
  private let message: Change
  private let encoded: [UInt8]
  private let fields: NamedFields
  private let member: Int
  private let holdsOnlyNamed: Bool

  /// Nil when the message holds no record.
  ///
  /// - Parameters:
  ///   - message: As it came.
  ///   - fields: The fields that are taken from it.
  init?(_ message: Change, _ fields: NamedFields) {
    let encoded = message.encodedBytes()
    guard let carried = fields.carried(by: encoded) else { return nil }
    self.message = message
    self.encoded = encoded
    self.fields = fields
    member = carried.member
    holdsOnlyNamed = carried.holdsOnlyNamed
  }

  /// Named fields that the record does not have, by name.
  var unknownNames: [String] { fields.unknownNames(member: member) }

  /// The whole record: the named fields as they came, the others as they are stored.
  ///
  /// - Parameters:
  ///   - stored: The record with its identifier; nil when there is none: then the others are not set.
  ///   - reference: What a message says it is. A field that makes a difference to that identifies the record, and is
  ///     never left out.
  /// - Throws: What encoding and decoding throw; nothing for messages of one type.
  func completed(over stored: Change?, reference: (Change) -> RecordReference?) throws -> Change {
    // What a file that lacks columns brings, most of the time.
    if stored == nil, holdsOnlyNamed { return message }
    let envelope = try DynamicMessage(Change.descriptor, decodingBytes: encoded)
    guard let (member, contents) = envelope.carriedRecord else { return message }
    func replaced(_ contents: DynamicMessage) throws -> Change {
      var whole = envelope
      try whole.set(.message(contents), for: member)
      return try Change(decodingBytes: whole.encodedBytes())
    }
    var whole = contents
    if let stored {
      let envelope = try DynamicMessage(Change.descriptor, decodingBytes: stored.encodedBytes())
      guard let (_, contents) = envelope.carriedRecord else { return stored }
      try whole.keepFields(of: contents, except: fields.names)
      return try replaced(whole)
    }
    let named = reference(try replaced(contents))
    for (field, value) in contents.presentFields where !fields.names.contains(field.name) {
      try whole.set(nil, for: field)
      if reference(try replaced(whole)) != named { try whole.set(value, for: field) }
    }
    return try replaced(whole)
  }
}
