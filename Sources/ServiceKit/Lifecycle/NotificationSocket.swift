import Glibc

/// Where a service manager takes notifications: a datagram socket (sd_notify(3)), by path or by a name of Linux's own
/// ("@name", the abstract namespace).
final class NotificationSocket: Sendable {
  /// Longest path or name of a Unix socket, in bytes, without the byte that ends it (unix(7)).
  static let addressBytesMax = 107
  /// Longest time that a notification waits for a service manager that is busy.
  static let sendTimeoutSeconds = 1

  private let descriptor: CInt
  private let address: sockaddr_un
  private let addressLength: socklen_t

  /// Opens a socket to send from; nothing is sent, and nobody needs to be there yet.
  ///
  /// - Parameter text: what NOTIFY_SOCKET says: "/run/systemd/notify" or "@name".
  /// - Throws: `StartupFailure` that says what is wrong with it.
  init(_ text: String) throws(StartupFailure) {
    var bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "@"), bytes.count > 1 else {
      throw StartupFailure("NOTIFY_SOCKET=\(text) is neither an absolute path nor a name that begins with @")
    }
    guard bytes.count <= Self.addressBytesMax else {
      throw StartupFailure("NOTIFY_SOCKET has \(bytes.count) bytes, at most \(Self.addressBytesMax) are possible")
    }
    // A name without file is as long as it is: a byte 0 behind it would be another name.
    let isAbstract = bytes[0] == UInt8(ascii: "@")
    if isAbstract { bytes[0] = 0 } else { bytes.append(0) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    self.address = address
    addressLength = socklen_t((MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2) + bytes.count)
    descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw StartupFailure("no socket to notify from: \(SystemError.lastMessage)") }
    var timeout = timeval(tv_sec: Self.sendTimeoutSeconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends one notification.
  /// - Parameter waits: whether it may wait for a service manager that is busy. On a loop it may not.
  /// - Returns: nil, or why it could not be sent.
  func send(_ text: String, waits: Bool) -> String? {
    let bytes = Array(text.utf8)
    let flags = CInt(MSG_NOSIGNAL) | (waits ? 0 : CInt(MSG_DONTWAIT))
    while true {
      let count = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { socketAddress in
          sendto(descriptor, bytes, bytes.count, flags, socketAddress, addressLength)
        }
      }
      if count == bytes.count { return nil }
      if count < 0 && errno == EINTR { continue }
      return SystemError.lastMessage
    }
  }
}
