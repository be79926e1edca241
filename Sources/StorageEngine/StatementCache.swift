package import Storage

/// The prepared statements of a connection, by their text. When it is full, the one unused for longest goes.
package struct StatementCache<Statement: CachedStatement> {
  private var statements: [String: Statement] = [:]
  private var clock: UInt64 = 0
  private let capacity: Int

  /// An empty cache for `capacity` statements, at least one.
  package init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  /// Statements held.
  package var count: Int { statements.count }

  /// Whether a statement of this text is held.
  package func contains(_ sql: String) -> Bool {
    statements[sql] != nil
  }

  /// A statement of this text, marked as in use; made by `prepare` when none is held or the held one is in use
  /// (a query inside a row of the same query).
  package mutating func take(
    _ sql: String,
    prepare: () throws(DatabaseError) -> Statement
  ) throws(DatabaseError) -> Statement {
    clock += 1
    if let held = statements[sql] {
      guard held.isInUse else {
        held.isInUse = true
        held.lastUse = clock
        return held
      }
      return try prepare()
    }
    let made = try prepare()
    made.isInUse = true
    made.lastUse = clock
    if statements.count >= capacity { evict() }
    statements[sql] = made
    return made
  }

  /// Forgets all.
  package mutating func removeAll() {
    statements.removeAll()
  }

  private mutating func evict() {
    let oldest = statements.values.filter { !$0.isInUse }.min { $0.lastUse < $1.lastUse }
    if let oldest { statements[oldest.sql] = nil }
  }
}
