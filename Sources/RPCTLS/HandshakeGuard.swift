#if TLS
  internal import NIOCore
  internal import NIOSSL
  internal import NIOTLS
  internal import RPC
  internal import RPCSocket

  /// Stands behind SwiftNIO's TLS: ends a handshake that takes too long, insists on our protocol, tells those behind it
  /// who the peer is, and puts failures into words. Confined to the channel's loop.
  final class HandshakeGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State {
      case waiting
      case secured
      case failed
    }

    private let handler: NIOSSLHandler
    private let role: TLSRole
    private let expectedName: String?
    private let authoritiesPath: String?
    private let timeout: TimeAmount
    private var state = State.waiting
    private var timer: Scheduled<Void>?

    /// - Parameter expectedName: the DNS name that the peer's certificate must have; nil = any.
    init(
      handler: NIOSSLHandler,
      role: TLSRole,
      expectedName: String?,
      authoritiesPath: String?,
      timeout: TimeAmount
    ) {
      self.handler = handler
      self.role = role
      self.expectedName = expectedName
      self.authoritiesPath = authoritiesPath
      self.timeout = timeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
      if context.channel.isActive { startTimer(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
      timer?.cancel()
    }

    func channelActive(context: ChannelHandlerContext) {
      startTimer(context)
      context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
      timer?.cancel()
      context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
        context.fireUserInboundEventTriggered(event)
        return
      }
      guard case .waiting = state else { return }
      guard negotiated == TLS.applicationProtocol else {
        fail(context, "the \(peerWord) does not speak \(TLS.applicationProtocol) over TLS (ALPN)")
        return
      }
      let certificate = handler.peerCertificate.map(PeerCertificate.init)
      // SwiftNIO's TLS is content with a certificate for the address too, whatever name is asked for.
      if let expectedName, certificate?.isFor(dnsName: expectedName) != true {
        fail(context, words(NIOSSLExtraError.failedToValidateHostname))
        return
      }
      state = .secured
      timer?.cancel()
      context.fireUserInboundEventTriggered(ConnectionSecured(certificate: certificate))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      switch state {
      case .failed:
        return
      case .waiting:
        fail(context, words(error))
      case .secured:
        // An end of the connection without TLS's own goodbye: what was cut off is cut off in the frames too, where it
        // is noticed.
        if case NIOSSLError.uncleanShutdown = error { return }
        context.fireErrorCaught(error is NIOSSLError || error is BoringSSLError ? SocketError(words(error)) : error)
      }
    }

    private func startTimer(_ context: ChannelHandlerContext) {
      guard timer == nil, case .waiting = state else { return }
      let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      let milliseconds = timeout.nanoseconds / 1_000_000
      timer = context.eventLoop.scheduleTask(in: timeout) {
        handler.value.fail(bound.value, "the TLS handshake was not finished within \(milliseconds) ms")
      }
    }

    private func fail(_ context: ChannelHandlerContext, _ reason: String) {
      guard case .waiting = state else { return }
      state = .failed
      timer?.cancel()
      context.fireErrorCaught(SocketError(reason))
      context.close(promise: nil)
    }

    private var peerWord: String { role == .client ? "server" : "client" }

    private func words(_ error: any Error) -> String {
      TLSFailureText(
        error: error,
        peerWord: peerWord,
        peerCertificate: handler.peerCertificate,
        authoritiesPath: authoritiesPath
      ).text
    }
  }
#endif
