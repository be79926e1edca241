import Glibc
import RPCSocket

/// A connected socket without any library above it.
enum PlainSocket {
  static func connect(to endpoint: Endpoint) -> CInt? {
    switch endpoint {
    case .unix(let path): connectUnix(path)
    case .tcp(let host, let port): connectTCP(host, port)
    }
  }

  /// Sends all of it; false when the other side takes nothing for a second, or is gone.
  static func sendAll(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      let sent = send(descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
      if sent > 0 {
        offset += sent
      } else {
        // The socket is full: little is ever sent, so waiting a moment is simplest.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        if poll(&waiting, 1, 1000) <= 0 { return false }
      }
    }
    return true
  }

  private static func connectUnix(_ path: String) -> CInt? {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return finish(descriptor, &address, MemoryLayout<sockaddr_un>.size)
  }

  private static func connectTCP(_ host: String, _ port: Int) -> CInt? {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var one: CInt = 1
    setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
    return finish(descriptor, &address, MemoryLayout<sockaddr_in>.size)
  }

  private static func finish<Address>(_ descriptor: CInt, _ address: inout Address, _ byteCount: Int) -> CInt? {
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(byteCount))
      }
    }
    guard result == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { return nil }
    return descriptor
  }
}
