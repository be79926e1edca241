internal import Glibc
internal import NIOCore

/// Options of our TCP sockets. Those of a listening socket hold for what it accepts (Linux).
enum SocketOptions {
  /// Bytes that nobody acknowledges for so long end the connection (tcp(7), in milliseconds). As long as the silence
  /// after a ping: a peer that is gone is noticed when calls are sent to it, too, and not only by the next ping.
  static let userTimeout = ChannelOptions.Types.SocketOption(
    level: .tcp,
    name: NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT)
  )
  /// Small frames leave at once: what belongs together is written together already.
  static let noDelay = ChannelOptions.Types.SocketOption(level: .tcp, name: .tcp_nodelay)
  /// Off: PING is what finds silent peers, and the kernel's probes would only hide dead ones from TCP_USER_TIMEOUT.
  static let keepAlive = ChannelOptions.Types.SocketOption(level: .socket, name: .so_keepalive)
}
