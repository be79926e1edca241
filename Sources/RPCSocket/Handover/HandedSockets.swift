internal import Glibc
internal import Synchronization

/// Listening sockets that another process has handed to this one. A server takes those that it is to listen on; what is
/// left in the end is closed.
public final class HandedSockets: Sendable {
  private let waiting: Mutex<[HandedSocket]>

  init(_ sockets: [HandedSocket]) {
    waiting = Mutex(sockets)
  }

  deinit {
    for socket in waiting.withLock({ $0 }) { close(socket.descriptor) }
  }

  /// How many nobody has taken.
  public var count: Int { waiting.withLock { $0.count } }

  /// Takes the sockets of an address; they are the taker's to close.
  func take(_ address: ListenAddress) -> [CInt] {
    waiting.withLock { sockets in
      let taken = sockets.filter { $0.address == "\(address)" }
      sockets.removeAll { $0.address == "\(address)" }
      return taken.map(\.descriptor)
    }
  }
}
