import Glibc

/// A path in the temporary folder that nothing uses; what is there in the end is removed.
final class TemporaryPath: Sendable {
  let path = "/tmp/ocop-socket-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"

  deinit { unlink(path) }

  /// Replaces the file in one go, as an operator should.
  func write(_ text: String) {
    let fresh = path + ".new"
    writeInPlace(text, fresh)
    rename(fresh, path)
  }

  private func writeInPlace(_ text: String, _ path: String) {
    let descriptor = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    let bytes = Array(text.utf8)
    precondition(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
  }
}
