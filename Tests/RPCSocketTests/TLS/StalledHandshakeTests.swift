#if TLS
  import Glibc
  import RPC
  import RPCTLS
  import TestSupport
  import Testing

  @testable import RPCSocket

  /// Goal: thousands of handshakes that never end take bounded room, and nobody else's time. Method: a third of the
  /// connections is silent, a third sends the beginning of a ClientHello, and a third a whole one, so that the server
  /// has done its expensive part.
  @Suite("TLS handshakes that never end", .timeLimit(.minutes(1))) struct StalledHandshakeTests {
    private static let connectionCount = 2_000
    private static let handshakesMax = 256

    private let workshop: CertificateWorkshop

    init() throws {
      workshop = try CertificateWorkshop()
      for name in ["server", "client"] { try workshop.makeCertificate(name) }
    }

    private func channel(_ endpoint: Endpoint, _ security: any TransportSecurity) -> SocketChannel {
      var configuration = SocketChannel.Configuration()
      configuration.security = security
      return SocketChannel(endpoint: endpoint, configuration: configuration, logger: TestServer.silentLogger)
    }

    /// A whole ClientHello, of our own client.
    private func clientHello(_ security: any TransportSecurity) async throws -> [UInt8] {
      let listener = try #require(SilentListener())
      let channel = channel(.tcp(host: "127.0.0.1", port: listener.port), security)
      let call = Task { try await channel.echo("never") }
      let bytes = listener.firstBytes()
      call.cancel()
      await channel.close()
      return bytes
    }

    @Test("2,000 of them: no more than may be are kept, others are let in meanwhile, and all are closed in time")
    func flood() async throws {
      let clientSecurity = try TLS.client(workshop.files("client"), logger: TestServer.silentLogger)
      let hello = try await clientHello(clientSecurity)
      #expect(hello.count > 100 && hello[0] == 0x16)
      let security = try TLS.server(workshop.files("server"), logger: TestServer.silentLogger)
      var configuration = SocketServer.Configuration()
      configuration.security = security
      configuration.handshakesMax = Self.handshakesMax
      configuration.handshakeTimeout = .seconds(5)
      let failures = FailureRecorder()
      configuration.observer = failures
      try await TestServer.with([.endpoint(TestServer.loopback)], configuration, router: .identifying) { server in
        var stalled: [RawSocket] = []
        for number in 0..<Self.connectionCount {
          let socket = try #require(RawSocket(port: server.port))
          let part = [[], Array(hello.prefix(9)), hello][number % 3]
          #expect(send(socket.descriptor, part, part.count, CInt(MSG_NOSIGNAL)) == part.count)
          stalled.append(socket)
          if number % 200 == 199 {
            // A new client in the middle of them, with a handshake of its own.
            let honest = channel(server.endpoint, clientSecurity)
            let answer = try await honest.echo("\(number)")
            #expect(answer == "\(number)")
            await honest.close()
          }
        }
        // The oldest make way, in their order.
        for socket in stalled.dropLast(Self.handshakesMax) { await socket.waitForEnd() }
        #expect(stalled.count { $0.isClosed } >= Self.connectionCount - Self.handshakesMax)
        for socket in stalled { await socket.waitForEnd() }
      }
      #expect(failures.callCount == Self.connectionCount / 200)
      security.stop()
      clientSecurity.stop()
    }
  }
#endif
