import Glibc
import Storage

/// A new folder for a test's database.
struct TemporaryFolder: Sendable {
  let path: String

  init() throws(DatabaseError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/ocop-database-XXXXXX".utf8CString)
    let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap(mkdtemp) != nil }
    guard isMade else {
      throw DatabaseError(.cannotOpen, engineCode: errno, message: "cannot make a temporary folder in \(parent)")
    }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// Removes the database's files and the folder.
  func remove() {
    for suffix in ["", "-wal", "-shm", "-journal", ".lock"] { unlink(path + "/test.db" + suffix) }
    rmdir(path)
  }
}
