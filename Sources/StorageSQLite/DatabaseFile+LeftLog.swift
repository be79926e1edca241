import Glibc
import Storage

extension DatabaseFile {
  /// Brings the write-ahead log that an earlier process has left to the disk, and the folder's entry for it.
  ///
  /// SQLite takes every transaction it finds whole in its log for committed. After a crash of the process alone, the
  /// last of them may be in the system's memory only; whoever is told of it must not lose it when the power fails. And
  /// where that process has ended because a sync failed, another sync is not enough: the system takes pages that it
  /// could not write for clean (Rebello and others, «Can Applications Recover from fsync Failures?», USENIX ATC 2020).
  /// So the log is written anew, in its place, with the same bytes.
  ///
  /// The database file needs no such care: what is moved into it stays in the log until the file was synced.
  ///
  /// - Throws: `DatabaseError`: the database must not be opened then.
  static func bringLeftLogToDisk(of path: String) throws(DatabaseError) {
    let logPath = path + "-wal"
    let log = open(logPath, O_RDWR | O_CLOEXEC)
    guard log >= 0 else {
      if errno == ENOENT { return }
      throw failure("cannot open \(logPath)")
    }
    // SQLite locks the log's index, never the log itself: closing this descriptor gives no lock away.
    defer { _ = Glibc.close(log) }
    try writeAnew(log, logPath)
    guard fdatasync(log) == 0 else { throw failure("cannot sync \(logPath)", otherwise: .ioError) }
    try synchronise(folder(of: path))
  }

  /// Writes every byte of a file over itself, so that the system takes every page for changed.
  private static func writeAnew(_ descriptor: Int32, _ path: String) throws(DatabaseError) {
    var buffer = [UInt8](repeating: 0, count: 262_144)
    var offset: off_t = 0
    while true {
      let count = pread(descriptor, &buffer, buffer.count, offset)
      guard count >= 0 else { throw failure("cannot read \(path)", otherwise: .ioError) }
      if count == 0 { return }
      // A short write is no error: what is left of the piece is read and written again.
      let written = pwrite(descriptor, buffer, count, offset)
      guard written > 0 else { throw failure("cannot write \(path)", otherwise: .ioError) }
      offset += written
    }
  }
}
