internal import Glibc
internal import NIOCore
internal import NIOPosix

/// A socket that a server accepts connections on.
struct ServerListener: Sendable {
  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 1024

  let channel: any NIOCore.Channel
  /// What it was told to listen on.
  let address: ListenAddress
  /// Where it listens; with the real port.
  let endpoint: Endpoint
  /// The file to remove in the end; nil when there is none, or somebody else made it.
  private let file: UnixSocketFile?
  /// The socket once more, to be handed to another process; nil when it is not to be.
  let copy: CInt?
  /// Another process has handed it over, and may still listen on it.
  private let isTakenOver: Bool

  /// Opens what an address names.
  /// - Parameter bootstrap: makes the bootstrap for a socket; told whether it is TCP.
  /// - Throws: `SocketError` when it cannot be listened on.
  static func open(
    _ address: ListenAddress,
    _ configuration: SocketServer.Configuration,
    bootstrap: (_ isTCP: Bool) -> ServerBootstrap
  ) async throws(SocketError) -> [ServerListener] {
    let handed = configuration.handedSockets?.take(address) ?? []
    if !handed.isEmpty { return try await adopt(handed, address, configuration, isTakenOver: true, bootstrap) }
    switch address {
    case .endpoint(.tcp(let host, let port)):
      let descriptor = try listenTCP(host: host, port: port, address)
      return try await adopt([descriptor], address, configuration, bootstrap)
    case .endpoint(.unix(let path)):
      let (descriptor, _) = try UnixSocketFile.listen(path, mode: configuration.unixFileMode, backlog: backlog)
      return try await adopt([descriptor], address, configuration, bootstrap)
    case .inherited(let name):
      let sockets = try InheritedSockets.process.take(name: name)
      return try await adopt(sockets.map(\.descriptor), address, configuration, bootstrap)
    }
  }

  /// Listens no more.
  /// - Parameter isHandedOver: another process listens on the same socket: its file stays.
  func close(isHandedOver: Bool = false) {
    channel.close(promise: nil)
    if let copy { Glibc.close(copy) }
    if !isHandedOver { file?.remove() }
  }

  /// Ends it because the server cannot be started: what another process has handed over is that one's again.
  func abandon() {
    close(isHandedOver: isTakenOver)
  }

  private static func adopt(
    _ descriptors: [CInt],
    _ address: ListenAddress,
    _ configuration: SocketServer.Configuration,
    isTakenOver: Bool = false,
    _ bootstrap: (_ isTCP: Bool) -> ServerBootstrap
  ) async throws(SocketError) -> [ServerListener] {
    var listeners: [ServerListener] = []
    for (index, descriptor) in descriptors.enumerated() {
      let copy = configuration.keepsSocketsForHandover ? fcntl(descriptor, F_DUPFD_CLOEXEC, 3) : -1
      let channel: any NIOCore.Channel
      do throws(SocketError) {
        channel = try await adopt(descriptor, address, bootstrap(InheritedSockets.isTCP(descriptor)))
      } catch {
        if copy >= 0 { Glibc.close(copy) }
        for descriptor in descriptors[(index + 1)...] { Glibc.close(descriptor) }
        for listener in listeners { listener.abandon() }
        throw error
      }
      // The file of a socket that systemd opened is systemd's: it stays, and so does the socket, for the next start.
      var file: UnixSocketFile?
      if case .endpoint(.unix(let path)) = address { file = .adopted(path) }
      let endpoint = file == nil ? endpoint(of: channel) : endpoint(of: address, channel)
      listeners.append(
        ServerListener(
          channel: channel,
          address: address,
          endpoint: endpoint,
          file: file,
          copy: copy < 0 ? nil : copy,
          isTakenOver: isTakenOver
        )
      )
    }
    return listeners
  }

  /// A TCP socket that listens.
  private static func listenTCP(host: String, port: Int, _ address: ListenAddress) throws(SocketError) -> CInt {
    do {
      let resolved = try SocketAddress.makeAddressResolvingHost(host, port: port)
      let family: CInt = if case .v6 = resolved { AF_INET6 } else { AF_INET }
      let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
      let descriptor = socket(family, kind, 0)
      guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
      var one: CInt = 1
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<CInt>.size))
      let isBound = resolved.withSockAddr { bind(descriptor, $0, socklen_t($1)) } == 0
      guard isBound, listen(descriptor, backlog) == 0 else {
        let number = errno
        Glibc.close(descriptor)
        throw IOError(errnoCode: number, reason: "bind")
      }
      return descriptor
    } catch {
      throw failure(address, error)
    }
  }

  private static func endpoint(of address: ListenAddress, _ channel: any NIOCore.Channel) -> Endpoint {
    if case .endpoint(let endpoint) = address { endpoint } else { endpoint(of: channel) }
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
