import CSQLite
import Storage

extension SQLiteConnection {
  /// Copies the database, as the open transaction sees it, into an empty file.
  ///
  /// - Throws: ``DatabaseError``, or what `report` throws.
  func copy(to destination: String, pagesPerStep: Int32, report: (Double) throws -> Void) throws {
    var target: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let opened = sqlite3_open_v2(destination, &target, flags, nil)
    defer { sqlite3_close_v2(target) }
    guard opened == SQLITE_OK, let target else {
      throw SQLiteResult.error(opened, on: target, path: destination)
    }
    guard let backup = makeBackup(into: target) else {
      throw SQLiteResult.error(sqlite3_extended_errcode(target), on: target, path: destination)
    }
    var result = SQLITE_OK
    do {
      while result == SQLITE_OK {
        result = sqlite3_backup_step(backup, pagesPerStep)
        let total = max(1, sqlite3_backup_pagecount(backup))
        try report(Double(total - sqlite3_backup_remaining(backup)) / Double(total))
      }
    } catch {
      sqlite3_backup_finish(backup)
      throw error
    }
    sqlite3_backup_finish(backup)
    guard result == SQLITE_DONE else { throw SQLiteResult.error(result, on: target, path: destination) }
  }
}
