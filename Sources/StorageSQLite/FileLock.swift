import Glibc
import Storage
import Synchronization

/// A lock file beside the database that keeps a second process out; held until released or let go of.
final class FileLock: Sendable {
  private let descriptor: Int32
  private let isReleased = Atomic<Bool>(false)

  /// Takes the lock, without waiting.
  ///
  /// - Throws: ``DatabaseError/Code/locked`` naming the process that holds it.
  init(databasePath: String) throws(DatabaseError) {
    let path = databasePath + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let number = errno
      let reason = String(cString: strerror(number))
      let code: DatabaseError.Code = number == EROFS || number == EACCES ? .readOnly : .cannotOpen
      throw DatabaseError(code, engineCode: number, message: "cannot open \(path): \(reason)")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      let holder = Self.holder(descriptor)
      _ = Glibc.close(descriptor)
      guard number == EWOULDBLOCK else {
        let reason = String(cString: strerror(number))
        throw DatabaseError(.cannotOpen, engineCode: number, message: "cannot lock \(path): \(reason)")
      }
      let message = "\(databasePath) is in use by \(holder), which holds \(path); stop it or use another file"
      throw DatabaseError(.locked, engineCode: number, message: message)
    }
    self.descriptor = descriptor
    _ = ftruncate(descriptor, 0)
    let text = "\(getpid())\n"
    // Only for the message above; the lock holds without it.
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit {
    release()
  }

  /// Gives the lock back. The file stays: removing it would let two processes lock two files of one name.
  func release() {
    if !isReleased.exchange(true, ordering: .relaxed) { _ = Glibc.close(descriptor) }
  }

  private static func holder(_ descriptor: Int32) -> String {
    let bytes = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
    }
    let digits = bytes.prefix { (0x30...0x39).contains($0) }
    return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
  }
}
