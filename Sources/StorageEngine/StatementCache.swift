/// The prepared statements of a connection, by their text. When it is full, the one unused for longest goes.
package struct StatementCache {
  /// Places of `recent`; a power of two.
  private static let placeCount = 256

  private var statements: [String: CachedStatement] = [:]
  /// The statements by where their text lies in memory: a caller's text is most often a constant, and comparing it is
  /// much cheaper than hashing it.
  private var recent: [CachedStatement?]
  private var clock: UInt64 = 0
  private let capacity: Int

  /// An empty cache for `capacity` statements, at least one.
  package init(capacity: Int) {
    self.capacity = max(1, capacity)
    recent = Array(repeating: nil, count: Self.placeCount)
  }

  /// Statements held.
  package var count: Int { statements.count }

  /// Whether a statement of this text is held.
  package func contains(_ sql: String) -> Bool {
    statements[sql] != nil
  }

  /// The statement of this text, marked as in use; nil when none is held, or the one that is held is in use (a query
  /// inside a row of the same query): then the caller prepares one. What comes is one of those that were kept.
  package mutating func take(_ sql: String) -> CachedStatement? {
    clock += 1
    let place = Self.place(of: sql)
    if let held = recent[place], !held.isInUse, held.sql == sql {
      held.isInUse = true
      held.lastUse = clock
      return held
    }
    guard let held = statements[sql], !held.isInUse else { return nil }
    held.isInUse = true
    held.lastUse = clock
    recent[place] = held
    return held
  }

  /// Keeps a statement that its caller has prepared, marked as in use, unless one of the same text is held.
  package mutating func keep(_ made: CachedStatement) {
    made.isInUse = true
    made.lastUse = clock
    guard statements[made.sql] == nil else { return }
    if statements.count >= capacity { evict() }
    statements[made.sql] = made
    recent[Self.place(of: made.sql)] = made
  }

  /// Forgets all.
  package mutating func removeAll() {
    statements.removeAll()
    recent = Array(repeating: nil, count: Self.placeCount)
  }

  private mutating func evict() {
    let oldest = statements.values.filter { !$0.isInUse }.min { $0.lastUse < $1.lastUse }
    guard let oldest else { return }
    statements[oldest.sql] = nil
    for place in recent.indices where recent[place] === oldest { recent[place] = nil }
  }

  /// A small number that is the same for the same text at the same place.
  private static func place(of sql: String) -> Int {
    var sql = sql
    let address = sql.withUTF8 { UInt(bitPattern: $0.baseAddress) &+ UInt($0.count) }
    return Int(truncatingIfNeeded: (address &* 0x9E37_79B9_7F4A_7C15) >> 56) & (placeCount - 1)
  }
}
