internal import Glibc

/// Reads whole small files.
public enum FileContents {
  /// All bytes of a file.
  /// - Throws: `SocketError` that names the file and says why it cannot be read.
  public static func read(_ path: String, bytesMax: Int) throws(SocketError) -> [UInt8] {
    let descriptor = try open(path)
    defer { close(descriptor) }
    return try read(descriptor, path, bytesMax)
  }

  /// All bytes of a file that holds a secret, such as a private key.
  ///
  /// Nobody but this process's user and root may own or write it; others may not read it; its group may when root owns
  /// it, since that is how root gives a secret to a service (root:ocop, 0640).
  /// - Throws: `SocketError` that names the file and says what to do: never with anything of its contents.
  public static func readSecret(_ path: String, bytesMax: Int) throws(SocketError) -> [UInt8] {
    let descriptor = try open(path)
    defer { close(descriptor) }
    // Of what was opened: nobody can put another file there in between.
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SocketError("\(path) cannot be read: \(systemText(errno))") }
    if let problem = SecretAccess(status).problem(ownUserID: geteuid()) { throw SocketError("\(path) \(problem)") }
    return try read(descriptor, path, bytesMax)
  }

  private static func open(_ path: String) throws(SocketError) -> CInt {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SocketError("\(path) cannot be opened: \(systemText(errno))") }
    return descriptor
  }

  private static func read(_ descriptor: CInt, _ path: String, _ bytesMax: Int) throws(SocketError) -> [UInt8] {
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
