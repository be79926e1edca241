internal import NIOCore
internal import NIOEmbedded
internal import RPCSocket

/// TLS without a socket or a loop of its own: what is written comes out encrypted, what arrives is decrypted.
final class SecuredBytes {
  private final class Watch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var isSecured = false
    var failure: String?

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if event is ConnectionSecured { isSecured = true }
      context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      failure = failure ?? "\(error)"
    }
  }

  private let channel = EmbeddedChannel()
  private let watch = Watch()

  /// Begins the handshake.
  ///
  /// - Throws: ``SystemFailure`` when the security cannot be used.
  init(_ security: any TransportSecurity, endpoint: Endpoint) throws(SystemFailure) {
    var host: String?
    if case .tcp(let name, _) = endpoint { host = name }
    do {
      try security.secure(channel, host: host, timeout: .seconds(10))
      try channel.pipeline.syncOperations.addHandler(watch)
      channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    } catch {
      throw SystemFailure("TLS cannot be used: \(error)")
    }
  }

  /// True once the peer has been verified.
  var isSecured: Bool { watch.isSecured }

  /// Why the connection cannot go on; nil while it can.
  var failure: String? { watch.failure }

  /// Hands the encrypted form of `bytes` to `body`, in pieces. None = whatever the handshake wants to send.
  func seal(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    if !bytes.isEmpty {
      do {
        try channel.writeOutbound(ByteBuffer(bytes: bytes))
      } catch {
        watch.failure = watch.failure ?? "\(error)"
      }
    }
    while let sealed = try? channel.readOutbound(as: ByteBuffer.self) { sealed.withUnsafeReadableBytes(body) }
  }

  /// Hands what the received `bytes` mean to `body`, in pieces.
  func unseal(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    do {
      try channel.writeInbound(ByteBuffer(bytes: bytes))
    } catch {
      watch.failure = watch.failure ?? "\(error)"
    }
    while let plain = try? channel.readInbound(as: ByteBuffer.self) { plain.withUnsafeReadableBytes(body) }
  }
}
