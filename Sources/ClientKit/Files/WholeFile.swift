import Foundation

/// A file that is there whole or not at all: it is written under another name, which is changed at the end.
package struct WholeFile: Sendable {
  package let path: String
  /// Where it is written until it is whole.
  package let temporaryPath: String
  private let descriptor: Int32
  private let remains: Remains

  /// Removes what was begun when nobody has finished it.
  private final class Remains: Sendable {
    let path: String
    let descriptor: Int32

    init(_ path: String, _ descriptor: Int32) {
      self.path = path
      self.descriptor = descriptor
    }

    deinit {
      close(descriptor)
      unlink(path)
    }
  }

  /// Begins a file, which may replace another of its name. Only its owner may read it.
  ///
  /// - Throws: ``CommandFailure`` when it cannot be written.
  package init(path: String) throws {
    self.path = path
    temporaryPath = "\(path).\(RandomText.next()).partial"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw CommandFailure(.usage, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    remains = Remains(temporaryPath, descriptor)
  }

  package func write(_ text: String) throws {
    try FileDescriptorOutput(descriptor: descriptor).write(text)
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``CommandFailure`` when it cannot be.
  package func finish() throws {
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw CommandFailure(.failure, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
