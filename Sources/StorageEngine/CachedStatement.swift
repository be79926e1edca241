/// A prepared statement, as a ``StatementCache`` sees it. Used on one thread.
package protocol CachedStatement: AnyObject {
  /// The text that callers know it by.
  var sql: String { get }
  /// When the cache last handed it out.
  var lastUse: UInt64 { get set }
  /// Handed out and not yet given back.
  var isInUse: Bool { get set }
}
