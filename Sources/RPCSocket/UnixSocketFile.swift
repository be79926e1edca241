internal import Glibc

/// The file of a Unix socket: one that a dead server left is replaced, one that somebody listens on is not.
enum UnixSocketFile {
  /// Makes the path free to be listened on.
  static func prepare(_ path: String) throws(SocketError) {
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

  /// Removes the file of a server that has stopped.
  static func remove(_ path: String) {
    unlink(path)
  }

  private static func isListenedOn(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return true }
    defer { Glibc.close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
    }
    return result == 0 || (errno != ECONNREFUSED && errno != ENOENT)
  }
}
