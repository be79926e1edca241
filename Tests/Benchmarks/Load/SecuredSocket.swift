#if TLS
  import Glibc
  import NIOCore
  import NIOEmbedded
  import NIOSSL
  import NIOTLS

  /// TLS 1.3 over a plain socket, without a loop: what is written comes out encrypted, what arrives is decrypted.
  final class SecuredSocket {
    private final class HandshakeWatch: ChannelInboundHandler {
      typealias InboundIn = ByteBuffer
      var isDone = false

      func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { isDone = true }
        context.fireUserInboundEventTriggered(event)
      }
    }

    private let descriptor: CInt
    private let channel: EmbeddedChannel
    private let watch = HandshakeWatch()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 16)

    /// Settings of all connections, by the files that the options name.
    static func context(_ options: LoadOptions) throws -> NIOSSLContext {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.trustRoots = .file(options.authorities)
      if !options.certificate.isEmpty {
        configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(options.certificate).map { .certificate($0) }
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: options.key, format: .pem))
      }
      // The name costs nothing, and this channel has no address to compare.
      configuration.certificateVerification = .noHostnameVerification
      configuration.minimumTLSVersion = .tlsv13
      configuration.applicationProtocols = ["ocop/1"]
      return try NIOSSLContext(configuration: configuration)
    }

    /// Shakes hands; nil when the server does not want to.
    init?(descriptor: CInt, context: NIOSSLContext) {
      self.descriptor = descriptor
      guard let handler = try? NIOSSLClientHandler(context: context, serverHostname: nil),
        let address = try? SocketAddress(ipAddress: "127.0.0.1", port: 1)
      else { return nil }
      channel = EmbeddedChannel(handlers: [handler, watch])
      channel.connect(to: address, promise: nil)
      guard flush() else { return nil }
      while !watch.isDone {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 10_000) > 0 else { return nil }
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        guard count > 0, receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]), { _ in }) else { return nil }
      }
    }

    deinit { buffer.deallocate() }

    /// Encrypts and sends; false when the connection is over.
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
      (try? channel.writeOutbound(ByteBuffer(bytes: bytes))) != nil && flush()
    }

    /// Decrypts what arrived; false when the connection is over.
    func receive(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
      guard (try? channel.writeInbound(ByteBuffer(bytes: bytes))) != nil else { return false }
      while let plain = try? channel.readInbound(as: ByteBuffer.self) { plain.withUnsafeReadableBytes(body) }
      return flush()
    }

    private func flush() -> Bool {
      while let sealed = try? channel.readOutbound(as: ByteBuffer.self) {
        guard sealed.withUnsafeReadableBytes({ PlainSocket.sendAll($0, to: descriptor) }) else { return false }
      }
      return true
    }
  }
#endif
