import Glibc
import Storage

/// What can be said about a database file before SQLite opens it, in clearer words than SQLite's.
enum DatabaseFile {
  /// Checks the folder and the file, and makes the file when it is missing, readable by its owner only.
  static func prepare(_ path: String) throws(DatabaseError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw DatabaseError(.cannotOpen, message: "the path of the database is empty or holds a NUL; name a file")
    }
    try checkFolder(of: path)
    var status = stat()
    if stat(path, &status) != 0 {
      guard errno == ENOENT else { throw failure("cannot look at \(path)") }
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw failure("cannot make \(path)") }
      _ = Glibc.close(descriptor)
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DatabaseError(.cannotOpen, message: "\(path) is not a file; name the database file itself")
    }
    // The superuser may write to any file, but a file without a single write bit was put aside by somebody.
    guard status.st_mode & 0o222 != 0, access(path, W_OK) == 0 else {
      throw DatabaseError(.readOnly, message: "\(path) is read-only; give its owner the right to write, or use a copy")
    }
  }

  /// The folder that a path's file is in.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Sees to it that what was written to a file, or named in a folder, is on the disk.
  ///
  /// - Throws: ``DatabaseError``, `ioError` when it cannot be told that it is.
  static func synchronise(_ path: String) throws(DatabaseError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot open \(path)") }
    defer { _ = Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("cannot sync \(path)", otherwise: .ioError) }
  }

  private static func checkFolder(of path: String) throws(DatabaseError) {
    let folder = folder(of: path)
    var status = stat()
    guard stat(folder, &status) == 0 else { throw failure("cannot use the folder \(folder)") }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw DatabaseError(.cannotOpen, message: "\(folder) is not a folder; name the database file inside one")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      let message = "the folder \(folder) is read-only for this user; SQLite writes its log beside the database"
      throw DatabaseError(.readOnly, engineCode: errno, message: message)
    }
  }

  /// What the last system call has left in `errno`, as an error.
  static func failure(_ what: String, otherwise: DatabaseError.Code = .cannotOpen) -> DatabaseError {
    let number = errno
    let code: DatabaseError.Code =
      switch number {
      case EROFS: .readOnly
      case ENOSPC, EDQUOT: .full
      default: otherwise
      }
    return DatabaseError(code, engineCode: number, message: "\(what): \(String(cString: strerror(number)))")
  }
}
