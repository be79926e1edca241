internal import Glibc

/// Reads whole small files.
public enum FileContents {
  /// All bytes of a file.
  /// - Throws: `SocketError` that names the file and says why it cannot be read.
  public static func read(_ path: String, bytesMax: Int) throws(SocketError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SocketError("\(path) cannot be opened: \(systemText(errno))") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SocketError("\(path) cannot be read: \(systemText(errno))") }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= bytesMax else {
        throw SocketError("\(path) is larger than \(bytesMax) bytes; is it the right file?")
      }
    }
  }
}
