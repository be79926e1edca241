internal import Glibc

/// The file of a Unix socket: one that a dead server left is replaced, one that somebody listens on is not.
struct UnixSocketFile: Sendable {
  /// Who may connect by default: the server's user and group. Connecting takes the right to write (unix(7)).
  static let modeDefault: UInt32 = 0o660

  private let path: String
  private let device: dev_t
  private let inode: ino_t

  /// Makes a socket that listens, with its file.
  /// - Parameter mode: the file's permissions; never wider than that, not even for a moment.
  /// - Throws: `SocketError` when the path is taken or cannot be used.
  static func listen(
    _ path: String,
    mode: UInt32,
    backlog: CInt
  ) throws(SocketError) -> (descriptor: CInt, file: UnixSocketFile) {
    try prepare(path)
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failure(path, errno) }
    // The mode of the socket, less the umask, becomes the file's when it is bound (Linux, unix_bind).
    guard fchmod(descriptor, mode) == 0, bind(descriptor, to: path) else {
      let number = errno
      close(descriptor)
      throw failure(path, number)
    }
    var status = stat()
    guard chmod(path, mode) == 0, lstat(path, &status) == 0, Glibc.listen(descriptor, backlog) == 0 else {
      let number = errno
      close(descriptor)
      unlink(path)
      throw failure(path, number)
    }
    return (descriptor, UnixSocketFile(path: path, device: status.st_dev, inode: status.st_ino))
  }

  /// The file of a socket that another process has made, and that is this one's now; nil when there is none.
  static func adopted(_ path: String) -> UnixSocketFile? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
    return UnixSocketFile(path: path, device: status.st_dev, inode: status.st_ino)
  }

  /// Connects to a socket's file; nil when nobody listens there.
  static func connect(_ path: String) throws(SocketError) -> CInt? {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketError("unix:\(path) cannot be connected to: \(systemText(errno))") }
    guard withAddress(of: path, { Glibc.connect(descriptor, $0, $1) }) != 0 else { return descriptor }
    let number = errno
    close(descriptor)
    if number == ENOENT || number == ECONNREFUSED { return nil }
    throw SocketError("unix:\(path) cannot be connected to: \(systemText(number))")
  }

  /// Removes the file of a server that has stopped, unless another has taken its place meanwhile.
  func remove() {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
    unlink(path)
  }

  private static func failure(_ path: String, _ errorNumber: CInt) -> SocketError {
    var message = "cannot listen on unix:\(path): \(systemText(errorNumber))"
    if errorNumber == EADDRINUSE { message += "; another process listens there, stop it or choose another path" }
    return SocketError(message)
  }

  /// Makes the path free to be listened on.
  private static func prepare(_ path: String) throws(SocketError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw SocketError("cannot listen on unix:\(path): \(systemText(errno))")
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw SocketError("cannot listen on unix:\(path): the file exists and is not a socket; move it away")
    }
    if isListenedOn(path) {
      throw SocketError("cannot listen on unix:\(path): another process listens there; stop it or choose another path")
    }
    if unlink(path) != 0 && errno != ENOENT {
      throw SocketError("cannot listen on unix:\(path): the stale socket cannot be removed: \(systemText(errno))")
    }
  }

  private static func isListenedOn(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return true }
    defer { Glibc.close(descriptor) }
    let result = withAddress(of: path) { Glibc.connect(descriptor, $0, $1) }
    return result == 0 || (errno != ECONNREFUSED && errno != ENOENT)
  }

  private static func bind(_ descriptor: CInt, to path: String) -> Bool {
    withAddress(of: path) { Glibc.bind(descriptor, $0, $1) } == 0
  }

  private static func withAddress<Result>(
    of path: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
