import Glibc

/// Reads whole small files.
enum SmallFile {
  /// The bytes of a file, or a sentence that names the file and says why it cannot be read.
  static func read(_ path: String, sizeMaxBytes: Int) -> Result<[UInt8], ConfigurationError> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(failure(path, "cannot be opened: \(SystemError.lastMessage)")) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return .failure(failure(path, "cannot be read: \(SystemError.lastMessage)")) }
      if count == 0 { return .success(bytes) }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= sizeMaxBytes else {
        return .failure(failure(path, "is larger than \(sizeMaxBytes) bytes; is it the right file?"))
      }
    }
  }

  private static func failure(_ path: String, _ reason: String) -> ConfigurationError {
    ConfigurationError(problems: ["file \(path) \(reason)"])
  }
}
