package import Storage

/// The prepared statements of a connection, by their text. When it is full, the one unused for longest goes.
package struct StatementCache<Statement: CachedStatement> {
  @usableFromInline var statements: [String: Statement] = [:]
  /// The statements by where their text lies in memory: a caller's text is most often a constant, and comparing it is
  /// much cheaper than hashing it.
  @usableFromInline var recent: [Statement?]
  @usableFromInline var clock: UInt64 = 0
  @usableFromInline let capacity: Int

  /// An empty cache for `capacity` statements, at least one.
  @inlinable package init(capacity: Int) {
    self.capacity = max(1, capacity)
    recent = Array(repeating: nil, count: recentStatementsCount)
  }

  /// Statements held.
  package var count: Int { statements.count }

  /// Whether a statement of this text is held.
  package func contains(_ sql: String) -> Bool {
    statements[sql] != nil
  }

  /// A statement of this text, marked as in use; made by `prepare` when none is held or the held one is in use
  /// (a query inside a row of the same query).
  @inlinable package mutating func take(
    _ sql: String,
    prepare: () throws(DatabaseError) -> Statement
  ) throws(DatabaseError) -> Statement {
    clock += 1
    let place = Self.place(of: sql)
    if let held = recent[place], !held.isInUse, held.sql == sql {
      held.isInUse = true
      held.lastUse = clock
      return held
    }
    if let held = statements[sql] {
      guard held.isInUse else {
        held.isInUse = true
        held.lastUse = clock
        recent[place] = held
        return held
      }
      return try prepare()
    }
    let made = try prepare()
    made.isInUse = true
    made.lastUse = clock
    if statements.count >= capacity { evict() }
    statements[sql] = made
    recent[place] = made
    return made
  }

  /// Forgets all.
  @inlinable package mutating func removeAll() {
    statements.removeAll()
    recent = Array(repeating: nil, count: recentStatementsCount)
  }

  @inlinable mutating func evict() {
    let oldest = statements.values.filter { !$0.isInUse }.min { $0.lastUse < $1.lastUse }
    guard let oldest else { return }
    statements[oldest.sql] = nil
    for place in recent.indices where recent[place] === oldest { recent[place] = nil }
  }

  /// A small number that is the same for the same text at the same place.
  @inlinable static func place(of sql: String) -> Int {
    var sql = sql
    let address = sql.withUTF8 { UInt(bitPattern: $0.baseAddress) &+ UInt($0.count) }
    return Int(truncatingIfNeeded: (address &* 0x9E37_79B9_7F4A_7C15) >> 56) & (recentStatementsCount - 1)
  }
}

/// A power of two.
@usableFromInline let recentStatementsCount = 256
