public import Storage

extension AuditLog {
  /// Makes the log. The database itself refuses to change or remove an entry.
  ///
  /// - Parameter version: The step's place in the service's own list.
  public static func migration(version: Int) -> Migration {
    Migration(
      version: version,
      name: "audit log",
      sql: """
        CREATE TABLE audit_log_head (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          sequence INTEGER NOT NULL,
          digest BLOB NOT NULL
        );
        INSERT INTO audit_log_head (id, sequence, digest) VALUES (1, 0, x'\(String(repeating: "00", count: 32))');
        CREATE TABLE audit_log (
          sequence INTEGER PRIMARY KEY,
          recorded_at_unix_microseconds INTEGER NOT NULL,
          subject TEXT NOT NULL,
          role TEXT NOT NULL,
          credential TEXT NOT NULL,
          gateway TEXT NOT NULL,
          on_behalf_of TEXT NOT NULL,
          method TEXT NOT NULL,
          operation_id TEXT NOT NULL,
          action TEXT NOT NULL,
          records TEXT NOT NULL,
          outcome TEXT NOT NULL,
          trace_id TEXT NOT NULL,
          first_revision INTEGER NOT NULL,
          last_revision INTEGER NOT NULL,
          call_count INTEGER NOT NULL,
          digest BLOB NOT NULL
        );
        CREATE INDEX audit_log_by_revision ON audit_log (last_revision);
        CREATE INDEX audit_log_by_operation ON audit_log (operation_id);
        CREATE TABLE audit_log_record (
          record TEXT NOT NULL,
          sequence INTEGER NOT NULL,
          PRIMARY KEY (record, sequence)
        ) WITHOUT ROWID;
        """,
      onSQLite: ["audit_log", "audit_log_record"].map(sqliteTriggers).joined(separator: "\n"),
      onPostgreSQL: """
        CREATE FUNCTION refuse_audit_log_change() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN RAISE EXCEPTION ''the audit log is only added to''; END';
        \(["audit_log", "audit_log_record"].map(postgreSQLTriggers).joined(separator: "\n"))
        """
    )
  }

  private static func sqliteTriggers(of table: String) -> String {
    ["UPDATE", "DELETE"].map { change in
      """
      CREATE TRIGGER \(table)_refuses_\(change.lowercased()) BEFORE \(change) ON \(table)
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
      """
    }.joined(separator: "\n")
  }

  private static func postgreSQLTriggers(of table: String) -> String {
    """
    CREATE TRIGGER \(table)_refuses_change BEFORE UPDATE OR DELETE ON \(table)
      FOR EACH ROW EXECUTE FUNCTION refuse_audit_log_change();
    CREATE TRIGGER \(table)_refuses_truncate BEFORE TRUNCATE ON \(table)
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_log_change();
    """
  }
}
