import ClientKit
import Foundation

/// Writes files about identities.
enum IdentityFile {
  /// Makes a new file that only its owner can read. One that is there is left as it is.
  /// - Throws: ``CommandFailure`` that names the file.
  static func writeSecret(_ text: String, to path: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = errno == EEXIST ? "is there already, and is not overwritten" : String(cString: strerror(errno))
      throw CommandFailure(.usage, "\(path): \(reason)")
    }
    do {
      try write(text, descriptor)
    } catch {
      unlink(path)
      throw CommandFailure(.failure, "\(path) cannot be written: \(error)")
    }
  }

  /// Adds a line at a file's end, in one piece; makes the file when it is not there.
  /// - Throws: ``CommandFailure`` that names the file.
  static func append(line: String, to path: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CommandFailure(.usage, "\(path): \(String(cString: strerror(errno)))") }
    do {
      try write(line + "\n", descriptor)
    } catch {
      throw CommandFailure(.failure, "\(path) cannot be written: \(error)")
    }
  }

  private struct WriteFailure: Error, CustomStringConvertible {
    let description: String
  }

  /// Writes and closes; what returns without an error is on the disk.
  private static func write(_ text: String, _ descriptor: Int32) throws(WriteFailure) {
    let bytes = Array(text.utf8)
    let count = Glibc.write(descriptor, bytes, bytes.count)
    let isWritten = count == bytes.count && fsync(descriptor) == 0
    let failure = WriteFailure(description: count < 0 || !isWritten ? String(cString: strerror(errno)) : "")
    close(descriptor)
    if !isWritten { throw failure }
  }
}
