import Foundation
import Glibc

/// A bare Unix-socket connection: what a stranger with a socket can do.
struct RawConnection: ~Copyable {
  /// A system call that failed.
  struct SystemError: Error { let call: String, code: Int32 }

  private let descriptor: Int32

  /// Connects to the socket file at `path`.
  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError(call: "socket", code: errno) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      throw SystemError(call: "connect", code: errno)
    }
    // A peer that neither answers nor closes within this time has failed the test.
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends bytes; a peer that has already closed is no error.
  func send(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Reads until the peer closes; returns what it said, or throws when it neither speaks nor closes in time.
  func readToEnd() throws -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count > 0 {
        all += chunk[..<count]
      } else if count == 0 || errno == ECONNRESET {
        return all
      } else {
        throw SystemError(call: "recv", code: errno)
      }
    }
  }
}
