/// One step of a schema. A service's list is ordered by version; a step that was released is never edited.
///
/// Column types are written as the storage classes `INTEGER`, `REAL`, `TEXT` and `BLOB`; PostgreSQL's engine maps
/// them to `BIGINT`, `DOUBLE PRECISION`, `TEXT` and `BYTEA`. `INTEGER PRIMARY KEY` is the fastest key there is on
/// SQLite. Every step runs in a transaction of its own, together with its row in `schema_migration`.
public struct Migration: Sendable, Hashable {
  /// 1, 2, 3, … in the service's list.
  public var version: Int
  /// Short name, kept in the database: "change log".
  public var name: String
  /// Statements, each ended by a semicolon.
  public var sql: String

  /// A step.
  public init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
  }
}
