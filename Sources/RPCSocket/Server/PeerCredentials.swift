internal import Glibc
internal import NIOCore
internal import RPC

/// Who connected to a Unix socket, from the kernel.
enum PeerCredentials {
  /// The kernel's `struct ucred` (socket(7)), which the C library shows only to programs that ask for GNU's extensions.
  private struct UCred: Sendable {
    var processID: pid_t
    var userID: uid_t
    var groupID: gid_t
  }

  /// The process on the other side; nil when the kernel does not tell.
  static func read(_ channel: any NIOCore.Channel) -> EventLoopFuture<PeerProcess?> {
    guard let provider = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeSucceededFuture(nil)
    }
    let credentials: EventLoopFuture<UCred> = provider.unsafeGetSocketOption(
      level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET),
      name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
    )
    return
      credentials
      .map { PeerProcess(processID: $0.processID, userID: $0.userID, groupID: $0.groupID) as PeerProcess? }
      .recover { _ in nil }
  }
}
