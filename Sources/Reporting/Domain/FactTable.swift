/// The records of one kind, sorted by identifier.
struct FactTable<Value: Sendable>: Sendable {
  private(set) var identifiers: [String] = []
  private(set) var values: [Value] = []
  private(set) var version = FactVersion()

  /// Puts changed records in the place of those with their identifiers, and new ones where they belong.
  mutating func merge(_ changes: [String: Value]) {
    guard !changes.isEmpty else { return }
    let changed = changes.sorted { $0.key < $1.key }
    var mergedIdentifiers: [String] = []
    var merged: [Value] = []
    mergedIdentifiers.reserveCapacity(identifiers.count + changed.count)
    merged.reserveCapacity(identifiers.count + changed.count)
    var next = 0
    for (identifier, value) in zip(identifiers, values) {
      while next < changed.count, changed[next].key < identifier {
        mergedIdentifiers.append(changed[next].key)
        merged.append(changed[next].value)
        next += 1
      }
      let isReplaced = next < changed.count && changed[next].key == identifier
      mergedIdentifiers.append(identifier)
      merged.append(isReplaced ? changed[next].value : value)
      if isReplaced { next += 1 }
    }
    for (identifier, value) in changed[next...] {
      mergedIdentifiers.append(identifier)
      merged.append(value)
    }
    version.change(isAnyNew: merged.count > values.count)
    identifiers = mergedIdentifiers
    values = merged
  }
}
