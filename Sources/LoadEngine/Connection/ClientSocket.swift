internal import Glibc
internal import RPCSocket

/// A socket that connects, reads and writes without ever waiting.
enum ClientSocket {
  /// Begins to connect. Whether it succeeds is seen by writing, or by `failure(of:)`. Nil when the queue of a Unix
  /// socket is full, which passes.
  ///
  /// - Throws: ``SystemFailure`` when it cannot even begin, or the host has no address.
  static func connect(to endpoint: Endpoint) throws(SystemFailure) -> CInt? {
    switch endpoint {
    case .unix(let path): try connectUnix(path)
    case .tcp(let host, let port): try connectTCP(host, port)
    }
  }

  /// Why connecting failed; nil when it did not.
  static func failure(of descriptor: CInt) -> SystemFailure? {
    var number: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
    return number == 0 ? nil : SystemFailure("cannot connect", number)
  }

  private static func connectUnix(_ path: String) throws(SystemFailure) -> CInt? {
    let descriptor = try open(AF_UNIX)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return try begun(result, descriptor)
  }

  private static func connectTCP(_ host: String, _ port: Int) throws(SystemFailure) -> CInt? {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &hints, &found)
    guard result == 0, let first = found?.pointee else {
      throw SystemFailure("\(host) has no address: \(String(cString: gai_strerror(result)))")
    }
    defer { freeaddrinfo(found) }
    let descriptor = try open(first.ai_family)
    var one: CInt = 1
    setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
    return try begun(Glibc.connect(descriptor, first.ai_addr, first.ai_addrlen), descriptor)
  }

  private static func open(_ family: CInt) throws(SystemFailure) -> CInt {
    let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    if descriptor < 0 { throw SystemFailure("a socket cannot be opened", errno) }
    return descriptor
  }

  private static func begun(_ result: CInt, _ descriptor: CInt) throws(SystemFailure) -> CInt? {
    if result == 0 || errno == EINPROGRESS { return descriptor }
    let number = errno
    close(descriptor)
    if number == EAGAIN { return nil }
    throw SystemFailure("cannot connect", number)
  }
}
