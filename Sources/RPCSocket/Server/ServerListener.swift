internal import Glibc
internal import NIOCore
internal import NIOPosix

/// A socket that a server accepts connections on.
struct ServerListener: Sendable {
  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 1024

  let channel: any NIOCore.Channel
  /// Where it listens; with the real port.
  let endpoint: Endpoint
  /// The file to remove in the end; nil when there is none, or somebody else made it.
  private let file: UnixSocketFile?

  /// Opens what an address names.
  /// - Parameter bootstrap: makes the bootstrap for a socket; told whether it is TCP.
  /// - Throws: `SocketError` when it cannot be listened on.
  static func open(
    _ address: ListenAddress,
    unixFileMode: UInt32,
    bootstrap: (_ isTCP: Bool) -> ServerBootstrap
  ) async throws(SocketError) -> [ServerListener] {
    switch address {
    case .endpoint(.tcp(let host, let port)):
      do {
        let channel = try await bootstrap(true)
          .serverChannelOption(.backlog, value: backlog)
          .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
          .bind(host: host, port: port).get()
        let real = Endpoint.tcp(host: host, port: channel.localAddress?.port ?? port)
        return [ServerListener(channel: channel, endpoint: real, file: nil)]
      } catch {
        throw failure(address, error)
      }
    case .endpoint(.unix(let path)):
      let (descriptor, file) = try UnixSocketFile.listen(path, mode: unixFileMode, backlog: backlog)
      let channel = try await adopt(descriptor, address, bootstrap(false))
      return [ServerListener(channel: channel, endpoint: .unix(path: path), file: file)]
    case .inherited(let name):
      var listeners: [ServerListener] = []
      for socket in try InheritedSockets.process.take(name: name) {
        let isTCP = InheritedSockets.isTCP(socket.descriptor)
        let channel = try await adopt(socket.descriptor, address, bootstrap(isTCP))
        // The file of a Unix socket is systemd's: it stays, and so does the socket, for the next start.
        listeners.append(ServerListener(channel: channel, endpoint: endpoint(of: channel), file: nil))
      }
      return listeners
    }
  }

  /// Listens no more.
  func close() {
    channel.close(promise: nil)
    file?.remove()
  }

  private static func adopt(
    _ descriptor: CInt,
    _ address: ListenAddress,
    _ bootstrap: ServerBootstrap
  ) async throws(SocketError) -> any NIOCore.Channel {
    do {
      return try await bootstrap.withBoundSocket(descriptor).get()
    } catch {
      throw failure(address, error)
    }
  }

  private static func endpoint(of channel: any NIOCore.Channel) -> Endpoint {
    guard let address = channel.localAddress else { return .unix(path: "") }
    if let host = address.ipAddress, let port = address.port { return .tcp(host: host, port: port) }
    return .unix(path: address.pathname ?? "")
  }

  private static func failure(_ address: ListenAddress, _ error: any Error) -> SocketError {
    SocketError.cannotListen(on: "\(address)", because: error)
  }
}
