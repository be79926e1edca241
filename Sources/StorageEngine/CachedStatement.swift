/// A prepared statement, as a ``StatementCache`` sees it. Used on one thread.
open class CachedStatement {
  /// The text that callers know it by.
  package final let sql: String
  /// When the cache last handed it out.
  final var lastUse: UInt64 = 0
  /// Handed out and not yet given back.
  package final var isInUse = false

  /// A statement with a text.
  package init(sql: String) {
    self.sql = sql
  }
}
