import Messages

extension DynamicMessage {
  /// The record that a service's Record message carries in its oneof of messages, and the field that holds it; nil when
  /// it carries none.
  var carriedRecord: (field: FieldDescriptor, contents: DynamicMessage)? {
    for (field, value) in presentFields where field.isOneofMember {
      if case .message(let contents) = value { return (field, contents) }
    }
    return nil
  }
}
