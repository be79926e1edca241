import Glibc

/// The sockets of this process.
enum OpenSockets {
  /// Connected TCP sockets with this port at one of their ends.
  static func connected(toOrFrom port: Int) -> [CInt] {
    (0..<4096 as Range<CInt>).filter { descriptor in
      guard let own = self.port(descriptor, getsockname), let other = self.port(descriptor, getpeername) else {
        return false
      }
      return own == port || other == port
    }
  }

  static func option(_ level: Int, _ name: CInt, _ descriptor: CInt) -> CInt? {
    option(CInt(level), name, descriptor)
  }

  static func option(_ level: CInt, _ name: CInt, _ descriptor: CInt) -> CInt? {
    var value: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, level, name, &value, &length) == 0 ? value : nil
  }

  private static func port(
    _ descriptor: CInt,
    _ name: (CInt, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> CInt
  ) -> Int? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(descriptor, $0, &length) }
    }
    guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
