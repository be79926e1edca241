import CSQLite
import Storage

/// Turns SQLite's result codes into errors.
enum SQLiteResult {
  /// The kind of failure an (extended) result code stands for.
  static func code(of result: Int32) -> DatabaseError.Code {
    switch result & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_READONLY, SQLITE_PERM: .readOnly
    case SQLITE_IOERR: .ioError
    case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
    case SQLITE_FULL: .full
    case SQLITE_CANTOPEN: .cannotOpen
    case SQLITE_CONSTRAINT: .constraint
    case SQLITE_ERROR, SQLITE_MISUSE, SQLITE_RANGE, SQLITE_MISMATCH, SQLITE_TOOBIG: .misuse
    default: .other
    }
  }

  /// An error for a result code, with the connection's message.
  static func error(_ result: Int32, on handle: OpaquePointer?, path: String, sql: String = "") -> DatabaseError {
    let text = handle.flatMap(sqlite3_errmsg) ?? sqlite3_errstr(result)
    var message = text.map { String(cString: $0) } ?? "unknown error"
    let code = code(of: result)
    switch code {
    case .corrupt where result & 0xFF == SQLITE_NOTADB:
      message = "\(path) is not an SQLite database; name another file"
    case .corrupt:
      message = "\(path) is damaged (\(message)); restore it from a backup"
    case .full:
      message = "no space left for \(path); free some and try again"
    case .readOnly:
      message = "\(path) cannot be written to (\(message)); check its owner, mode and file system"
    case .cannotOpen:
      message = "cannot open \(path) (\(message)); check the folder, its owner and mode"
    case .ioError:
      let number = handle.map(sqlite3_system_errno) ?? 0
      message = "\(path): \(message), system error \(number)"
    case .busy:
      message = "\(path) is locked by another program (\(message)); close it and try again"
    default:
      break
    }
    return DatabaseError(code, engineCode: result, message: message, sql: sql)
  }
}
