extension DynamicMessage {
  /// Makes every field but those named what it is in another message of the same type, so that this one is the other
  /// with the named fields changed. Of a oneof all members count as named when one is.
  ///
  /// - Throws: ``DynamicMessageError`` when the other message is of another type.
  public mutating func keepFields(
    of other: DynamicMessage,
    except names: Set<String>
  ) throws(DynamicMessageError) {
    let fields = descriptor.fields
    let changedOneofs = Set(fields.filter { names.contains($0.name) }.compactMap(\.oneofName))
    for field in fields where !names.contains(field.name) {
      if let oneof = field.oneofName, changedOneofs.contains(oneof) { continue }
      try set(other[field], for: field)
    }
  }
}
