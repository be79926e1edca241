import Foundation

/// The service manager's end of the notifications, at a path or at a name of Linux's own ("@name").
final class NotificationReceiver: Sendable {
  /// What NOTIFY_SOCKET is set to.
  let address: String
  private let descriptor: Int32

  init(at address: String) throws {
    self.address = address
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var bytes = Array(address.utf8)
    let isAbstract = address.hasPrefix("@")
    if isAbstract { bytes[0] = 0 }
    var socketAddress = sockaddr_un()
    socketAddress.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &socketAddress.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
    let result = withUnsafePointer(to: &socketAddress) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  deinit { close(descriptor) }

  /// The next notification; nil when none came in that time. Reads on a thread of its own.
  func next(withinSeconds seconds: Int = 10) async -> String? {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var timeout = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        continuation.resume(returning: count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self))
      }
    }
  }

  /// The next notification that is not about the watchdog; nil when there was none for long.
  func nextChange() async -> String? {
    for _ in 1...200 {
      let text = await next()
      if text != "WATCHDOG=1" { return text }
    }
    return nil
  }

  /// Throws away what has come and was not asked for.
  func drain() {
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
  }
}
