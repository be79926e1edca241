import Glibc
public import Storage

/// Whole database files, for backup and restore: copies of one that is in use, and putting one in another's place.
public enum SQLiteFile {
  /// Pages copied between two reports.
  private static let pagesPerStep: Int32 = 2_048

  /// Copies a database as it is at one moment, also while another process writes to it: its writers go on.
  ///
  /// - Parameters:
  ///   - source: The database file.
  ///   - destination: A file that does not exist yet. It is complete and on the disk when the call returns, and taken
  ///     away again when it throws.
  ///   - report: Told the share that is copied, 0 to 1, now and then.
  /// - Throws: `DatabaseError`: `cannotOpen` when there is no source or the destination exists, `full`, `ioError`,
  ///   `corrupt`; or what `report` throws.
  public static func copy(
    from source: String,
    to destination: String,
    report: (Double) throws -> Void = { _ in }
  ) throws {
    guard access(source, R_OK) == 0 else { throw failure("cannot read \(source)") }
    let descriptor = open(destination, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("cannot make \(destination)") }
    _ = Glibc.close(descriptor)
    do {
      try copyPages(from: source, to: destination, report: report)
      try DatabaseFile.synchronise(destination)
    } catch {
      remove(destination)
      throw error
    }
  }

  /// Puts a database file in another's place, in one step that happens whole or not at all. Nobody may have the other
  /// one open.
  ///
  /// - Parameters:
  ///   - file: A complete database, closed; it is renamed.
  ///   - path: The place.
  ///   - oldPath: Where a database that is there already goes; nil = there may be none.
  /// - Throws: `DatabaseError`: `locked` when a process has the other one open, `cannotOpen` when there is one and
  ///   `oldPath` is nil or taken.
  public static func install(_ file: String, at path: String, movingOldTo oldPath: String?) throws(DatabaseError) {
    let lock = try FileLock(databasePath: path)
    defer { lock.release() }
    if exists(path) {
      guard let oldPath else {
        throw DatabaseError(.cannotOpen, message: "\(path) is there already")
      }
      guard !exists(oldPath) else { throw DatabaseError(.cannotOpen, message: "\(oldPath) is there already") }
      // The log first: beside the new file it would be read as its own.
      for suffix in ["-wal", "-shm", ""] where exists(path + suffix) {
        guard rename(path + suffix, oldPath + suffix) == 0 else { throw failure("cannot move \(path)\(suffix)") }
      }
    }
    guard rename(file, path) == 0 else { throw failure("cannot rename \(file) to \(path)") }
    try DatabaseFile.synchronise(DatabaseFile.folder(of: path))
  }

  /// Whether there is a file of that name.
  public static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// Takes a database file away, with what SQLite and the lock keep beside it. For files that nobody uses.
  public static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal", ".lock"] { unlink(path + suffix) }
  }

  /// Renames a file to a name that is not taken yet, and sees to it that this is on the disk.
  ///
  /// - Throws: `DatabaseError` `cannotOpen` when the name is taken, or cannot be given.
  public static func publish(_ file: String, as path: String) throws(DatabaseError) {
    // A link, unlike a rename, never replaces what is there. Memory sticks have none.
    if link(file, path) != 0 {
      guard errno != EEXIST, !exists(path), rename(file, path) == 0 else {
        throw failure("cannot name the file \(path)")
      }
    }
    remove(file)
    try DatabaseFile.synchronise(DatabaseFile.folder(of: path))
  }

  private static func copyPages(
    from source: String,
    to destination: String,
    report: (Double) throws -> Void
  ) throws {
    var configuration = SQLiteConfiguration()
    configuration.cacheKibibytes = 2_048
    let reader = try SQLiteConnection(path: source, role: .reader, configuration: configuration)
    // One snapshot for all steps: the copy is of one moment, and starts over for nobody.
    try reader.run(.beginRead)
    defer { try? reader.run(.commit) }
    _ = try reader.run("SELECT count(*) FROM sqlite_schema", []) { _ in true }
    try reader.copy(to: destination, pagesPerStep: pagesPerStep, report: report)
  }

  private static func failure(_ what: String) -> DatabaseError {
    DatabaseFile.failure(what, otherwise: errno == EIO ? .ioError : .cannotOpen)
  }
}
