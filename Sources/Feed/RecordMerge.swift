import Messages

/// One record that two sides have changed since they knew it alike: which fields collide, and what is stored when it is
/// decided whose of them counts.
struct RecordMerge: Sendable {
  /// Fields that both have changed, each to another value, in the order of the schema.
  let collidingFields: [String]
  /// Fields that only "mine" has changed, in the order of the schema.
  let mergedFields: [String]
  private let mine: DynamicMessage

  /// - Parameters:
  ///   - descriptor: The service's Record message, which carries one in a oneof.
  ///   - baseBytes: The record as both knew it, encoded; empty when that is not known: then all that differs collides.
  ///   - theirBytes: As it is stored.
  ///   - myBytes: As it is to be stored; what its `update_fields` do not name is not meant. Of the same kind.
  /// - Throws: `MessageDecodingError`.
  init(
    of descriptor: MessageDescriptor,
    base baseBytes: [UInt8],
    theirs theirBytes: [UInt8],
    mine myBytes: [UInt8]
  ) throws(MessageDecodingError) {
    mine = try DynamicMessage(descriptor, decodingBytes: myBytes)
    let base = try DynamicMessage(descriptor, decodingBytes: baseBytes).carriedRecord?.contents
    let theirs = try DynamicMessage(descriptor, decodingBytes: theirBytes).carriedRecord?.contents
    let meant = Self.updateFields(of: mine)
    var colliding: [String] = []
    var merged: [String] = []
    if let mine = mine.carriedRecord?.contents, let theirs, mine.descriptor == theirs.descriptor {
      for field in mine.descriptor.fields where meant.isEmpty || meant.contains(field.name) {
        guard mine[field] != theirs[field] else { continue }
        guard let base else {
          colliding.append(field.name)
          continue
        }
        // What only they have changed stays theirs.
        if mine[field] == base[field] { continue }
        if theirs[field] == base[field] { merged.append(field.name) } else { colliding.append(field.name) }
      }
    }
    collidingFields = colliding
    mergedFields = merged
  }

  /// What an import takes to store some fields of mine, and nothing else, on a revision: the encoded Record.
  ///
  /// - Parameter names: At least one, of those above: without any an import would take all.
  /// - Throws: ``DynamicMessageError`` for a message that is no service's Record.
  func update(of names: [String], on revision: UInt64) throws(DynamicMessageError) -> [UInt8] {
    var update = mine
    for (name, value) in [
      ("update_fields", DynamicValue.repeated(names.map { .string($0) })), ("revision", .uint64(revision)),
    ] {
      if let field = update.descriptor.field(named: name) { try update.set(value, for: field) }
    }
    return update.encodedBytes()
  }

  private static func updateFields(of record: DynamicMessage) -> Set<String> {
    guard case .repeated(let names) = record[named: "update_fields"] else { return [] }
    return Set(names.compactMap { if case .string(let name) = $0 { name } else { nil } })
  }
}
