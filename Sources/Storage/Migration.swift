/// One step of a schema. A service's list is ordered by version; a step that was released is never edited.
///
/// Column types are written as the storage classes `INTEGER`, `REAL`, `TEXT` and `BLOB`; PostgreSQL's engine maps
/// them to `BIGINT`, `DOUBLE PRECISION`, `TEXT` and `BYTEA`, and leaves `WITHOUT ROWID` out. `INTEGER PRIMARY KEY` is
/// the fastest key there is on SQLite. Every step runs in a transaction of its own, together with its row in
/// `schema_migration`.
public struct Migration: Sendable, Hashable {
  /// 1, 2, 3, … in the service's list.
  public var version: Int
  /// Short name, kept in the database: "change log".
  public var name: String
  /// Statements, each ended by a semicolon. ``randomName`` in them stands for a name made when the step is applied.
  public var sql: String
  /// Statements for SQLite alone, after ``sql``: what the engines write differently, like triggers.
  public var sqlOnSQLite: String
  /// Statements for PostgreSQL alone, after ``sql``.
  public var sqlOnPostgreSQL: String

  /// Stands in ``sql`` for 32 random hexadecimal digits, new for every database the step is applied to.
  public static let randomName = "$random_name$"

  /// A step.
  public init(version: Int, name: String, sql: String, onSQLite: String = "", onPostgreSQL: String = "") {
    self.version = version
    self.name = name
    self.sql = sql
    sqlOnSQLite = onSQLite
    sqlOnPostgreSQL = onPostgreSQL
  }

  /// The statements to run, for an engine: ``sql`` with every ``randomName`` replaced by one new name.
  public func makeSQL() -> String {
    let pieces = sql.split(separator: Self.randomName, omittingEmptySubsequences: false)
    return pieces.count == 1 ? sql : pieces.joined(separator: Self.makeRandomName())
  }

  /// 32 random hexadecimal digits, as ``randomName`` stands for.
  public static func makeRandomName() -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<32).map { _ in digits[Int.random(in: 0..<16)] })
  }
}
