import Foundation

/// A connection without any protocol. Its calls block: they are made on a thread of their own.
final class RawSocket: Sendable {
  let descriptor: CInt

  /// Connects to a port of this machine; nil when that is refused.
  init?(port: Int) {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return nil }
  }

  /// Connects to a Unix socket of this machine; nil when that is refused.
  init?(path: String) {
    descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Returns when the server has closed the connection, or the waiting task is cancelled; bytes that come before are
  /// dropped.
  func waitForEnd() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread { [descriptor] in
          var buffer = [UInt8](repeating: 0, count: 4096)
          while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
          continuation.resume()
        }
      }
    } onCancel: {
      shutdown(descriptor, CInt(SHUT_RDWR))
    }
  }

  /// True when the server has closed the connection by now; bytes that came before are dropped.
  var isClosed: Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
      if count <= 0 { return count == 0 || errno != EAGAIN }
    }
  }

  /// True when the server has not closed the connection by now.
  var isOpen: Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, CInt(MSG_DONTWAIT) | CInt(MSG_PEEK)) != 0
  }
}
