#if TLS
  internal import NIOCore
  internal import NIOSSL
  internal import NIOTLS
  internal import RPC
  internal import RPCSocket

  /// Stands behind SwiftNIO's TLS: ends a handshake that takes too long, insists on our protocol, tells those behind it
  /// who the peer is, and puts failures into words. Later it ends the connection of a peer whose certificate is
  /// revoked. Confined to the channel's loop.
  final class HandshakeGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
      case waiting
      case secured
      case failed
    }

    private let handler: NIOSSLHandler
    private let role: TLSRole
    private let expectedName: String?
    private let authoritiesPath: String?
    private let allowedNames: [CertificateNamePattern]
    private let current: CurrentMaterial
    private let timeout: TimeAmount
    private var state = State.waiting
    private var hasReceived = false
    private var isClosedHere = false
    private var timer: Scheduled<Void>?

    /// - Parameter expectedName: the DNS name that the peer's certificate must have; nil = any.
    init(
      handler: NIOSSLHandler,
      role: TLSRole,
      expectedName: String?,
      authoritiesPath: String?,
      allowedNames: [CertificateNamePattern],
      current: CurrentMaterial,
      timeout: TimeAmount
    ) {
      self.handler = handler
      self.role = role
      self.expectedName = expectedName
      self.authoritiesPath = authoritiesPath
      self.allowedNames = allowedNames
      self.current = current
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
      if hasLeftAtOnce { noteLeftAtOnce(context) }
      context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      hasReceived = true
      context.fireChannelRead(data)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
      isClosedHere = true
      context.close(mode: mode, promise: promise)
    }

    /// True when the peer is gone without a byte, though we were content with it.
    private var hasLeftAtOnce: Bool {
      if case .secured = state { !hasReceived && !isClosedHere } else { false }
    }

    private func noteLeftAtOnce(_ context: ChannelHandlerContext) {
      state = .failed
      context.fireErrorCaught(TLSFailureText.leftAtOnce(peerWord).error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if event is CurrentMaterial.Changed { return endIfRevoked(context) }
      guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
        context.fireUserInboundEventTriggered(event)
        return
      }
      guard case .waiting = state else { return }
      guard negotiated == TLS.applicationProtocol else {
        let text = "the \(peerWord) does not speak \(TLS.applicationProtocol) over TLS (ALPN)"
        return fail(context, TLSFailureText(text, .notSpoken))
      }
      if let objection { return fail(context, objection) }
      state = .secured
      timer?.cancel()
      // Before the last look: a certificate that is revoked from now on is told of.
      if current.hasRevocation { current.opened(context.channel) }
      if let revocation { return fail(context, revocation) }
      let certificate = handler.peerCertificate.map(PeerCertificate.init)
      context.fireUserInboundEventTriggered(ConnectionSecured(certificate: certificate))
    }

    /// What is wrong with a certificate that leads to an authority; nil when nothing is.
    private var objection: TLSFailureText? {
      let certificate = handler.peerCertificate
      let names = certificate.map(PeerCertificate.init)
      // SwiftNIO's TLS is content with a certificate for the address too, whatever name is asked for.
      if let expectedName, names?.isFor(dnsName: expectedName) != true {
        return words(NIOSSLExtraError.failedToValidateHostname)
      }
      if allowedNames.isEmpty { return nil }
      guard let certificate, let names else {
        return TLSFailureText("the \(peerWord) showed no certificate, and one is required", .noCertificate)
      }
      return allowedNames.contains { $0.matches(names) }
        ? nil : TLSFailureText.notAllowed(peerWord, certificate, allowedNames)
    }

    /// Says so when the peer's certificate is revoked.
    private var revocation: TLSFailureText? {
      guard let certificate = handler.peerCertificate, let fields = CertificateFields(certificate),
        let seconds = current.revocationSeconds(of: fields)
      else { return nil }
      return TLSFailureText.revoked(peerWord, certificate, fields, seconds: seconds)
    }

    private func endIfRevoked(_ context: ChannelHandlerContext) {
      guard case .secured = state, let revocation else { return }
      fail(context, revocation)
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
        if error is NIOSSLError || error is BoringSSLError {
          context.fireErrorCaught(words(error).error)
        } else if hasLeftAtOnce {
          noteLeftAtOnce(context)
        } else {
          context.fireErrorCaught(error)
        }
      }
    }

    private func startTimer(_ context: ChannelHandlerContext) {
      guard timer == nil, case .waiting = state else { return }
      let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      let milliseconds = timeout.nanoseconds / 1_000_000
      timer = context.eventLoop.scheduleTask(in: timeout) {
        guard case .waiting = handler.value.state else { return }
        let text = "the TLS handshake was not finished within \(milliseconds) ms"
        handler.value.fail(bound.value, TLSFailureText(text, .unfinished))
      }
    }

    private func fail(_ context: ChannelHandlerContext, _ reason: TLSFailureText) {
      state = .failed
      timer?.cancel()
      context.fireErrorCaught(reason.error)
      context.close(promise: nil)
    }

    private var peerWord: String { role == .client ? "server" : "client" }

    private func words(_ error: any Error) -> TLSFailureText {
      TLSFailureText(
        error: error,
        peerWord: peerWord,
        peerCertificate: handler.peerCertificate,
        authoritiesPath: authoritiesPath
      )
    }
  }
#endif
