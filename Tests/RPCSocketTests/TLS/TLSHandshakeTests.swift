#if TLS
  import Messages
  import RPC
  import RPCTLS
  import TestSupport
  import Testing

  @testable import RPCSocket

  /// Goal: only who shows a right certificate is talked to, on both sides, and everybody else is told why not. Method:
  /// certificates made by openssl, our two sides against each other, and openssl as the side that we would not be.
  @Suite("TLS handshakes", .timeLimit(.minutes(1))) struct TLSHandshakeTests {
    let workshop: CertificateWorkshop
    let log = LogRecorder()

    init() throws {
      workshop = try CertificateWorkshop()
      try workshop.makeCertificate("server")
      try workshop.makeCertificate(
        "client",
        names: "DNS:client.ocop.example,URI:spiffe://ocop.example/client,IP:fd00::7"
      )
    }

    @Test("both sides show their certificates, and a handler sees the client's names")
    func mutual() async throws {
      try await withServer { server in
        for host in ["localhost", "127.0.0.1"] {
          let names = try await peer(.tcp(host: host, port: server.port), workshop.files("client"))
          #expect(names == "client | client.ocop.example | spiffe://ocop.example/client | fd00::7")
        }
      }
      #expect(log.lines.count { $0.contains("connection closed") } == 0)
    }

    @Test("a server without client authorities asks for no certificate")
    func serverOnly() async throws {
      try await withServer(workshop.files("server", trusting: nil)) { server in
        let names = try await peer(server.endpoint, workshop.files(nil))
        #expect(names == "no certificate")
      }
    }

    @Test("a server whose certificate is for another name is refused, also when it has our address")
    func wrongName() async throws {
      try await withServer { server in
        let error = await refusal(server.endpoint, workshop.files("client"), serverName: "elsewhere.example")
        #expect(error.contains("is for another name (it has: localhost, 127.0.0.1)"), "\(error)")
      }
      try workshop.makeCertificate("other", names: "DNS:other.example,IP:10.9.9.9")
      try await withServer(workshop.files("other")) { server in
        for host in ["localhost", "127.0.0.1"] {
          let error = await refusal(.tcp(host: host, port: server.port), workshop.files("client"))
          #expect(error.contains("is for another name (it has: other.example, 10.9.9.9)"), "\(error)")
        }
        let names = try await peer(server.endpoint, workshop.files("client"), serverName: "OTHER.example")
        #expect(names.hasPrefix("client | "))
      }
    }

    @Test("a server whose certificate was made by somebody else is refused")
    func foreignServer() async throws {
      try workshop.makeAuthority("foreign")
      try await withServer { server in
        let error = await refusal(server.endpoint, workshop.files("client", trusting: "foreign"))
        #expect(error.contains("does not lead to an authority in \(workshop.path("foreign.pem"))"), "\(error)")
      }
    }

    @Test("a client without a certificate is refused, and so is one whose certificate somebody else made")
    func wrongClients() async throws {
      try workshop.makeAuthority("foreign")
      try workshop.makeCertificate("stranger", by: "foreign", names: "DNS:client.ocop.example")
      try await withServer { server in
        let without = await refusal(server.endpoint, workshop.files(nil))
        #expect(without.contains("the server requires a certificate, and none was shown"), "\(without)")
        _ = await log.line(containing: "the client showed no certificate, and one is required")
        let foreign = await refusal(server.endpoint, workshop.files("stranger"))
        #expect(foreign.contains("the server refused our certificate: it does not lead to an authority"), "\(foreign)")
        let line = await log.line(containing: "does not lead to an authority in")
        #expect(line.contains("the client's certificate (client.ocop.example)"))
      }
      #expect(log.lines.count { $0.contains("connection closed") } == 2, "one line each")
    }

    @Test("certificates that are made for the other side's use only are refused")
    func wrongUse() async throws {
      try workshop.makeCertificate("server-only", uses: "serverAuth")
      try workshop.makeCertificate("client-only", uses: "clientAuth")
      try await withServer { server in
        let error = await refusal(server.endpoint, workshop.files("server-only"))
        #expect(error.contains("the server refused our certificate"), "\(error)")
      }
      try await withServer(workshop.files("client-only")) { server in
        let error = await refusal(server.endpoint, workshop.files("client"))
        #expect(error.contains("is not made for a server"), "\(error)")
      }
    }

    @Test("an expired certificate is refused: the server's, the client's, and our own before anything is sent")
    func expired() async throws {
      try workshop.makeCertificate("expired", days: -1)
      let server = try ForeignPeer(
        ["s_server", "-accept", "127.0.0.1:0", "-cert", "expired.pem", "-key", "expired.key", "-alpn", "ocop/1"],
        in: workshop.folder
      )
      let port = try #require(server.port())
      let error = await refusal(.tcp(host: "127.0.0.1", port: port), workshop.files("client"))
      #expect(error.contains("the server's certificate (localhost, 127.0.0.1) expired on 20"), "\(error)")
      try await withServer { server in
        let client = try ForeignPeer(
          ["s_client", "-connect", "127.0.0.1:\(server.port)", "-alpn", "ocop/1"]
            + ["-cert", "expired.pem", "-key", "expired.key"],
          in: workshop.folder
        )
        _ = await log.line(containing: "the client's certificate (localhost, 127.0.0.1) expired on 20")
        withExtendedLifetime(client) {}
      }
      let own = #expect(throws: SocketError.self) {
        try TLS.server(workshop.files("expired"), logger: log.logger)
      }
      #expect(own?.message.contains("expired.pem expired on 20") == true)
    }

    @Test("a peer that speaks TLS 1.2 only is refused, on both sides")
    func oldVersion() async throws {
      try await withServer { server in
        let client = try ForeignPeer(
          ["s_client", "-connect", "127.0.0.1:\(server.port)", "-tls1_2"],
          in: workshop.folder
        )
        _ = await log.line(containing: "the client does not speak TLS 1.3")
        withExtendedLifetime(client) {}
      }
      let server = try ForeignPeer(
        ["s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key", "-tls1_2"],
        in: workshop.folder
      )
      let port = try #require(server.port())
      let error = await refusal(.tcp(host: "127.0.0.1", port: port), workshop.files("client"))
      #expect(error.contains("the server does not speak TLS 1.3"), "\(error)")
    }

    @Test("a peer that wants to speak another protocol over TLS is refused", arguments: [["-alpn", "http/1.1"], []])
    func otherProtocol(alpn: [String]) async throws {
      try await withServer(workshop.files("server", trusting: nil)) { server in
        let client = try ForeignPeer(
          ["s_client", "-connect", "127.0.0.1:\(server.port)"] + alpn,
          in: workshop.folder
        )
        _ = await log.line(containing: "the client does not speak ocop/1 over TLS")
        withExtendedLifetime(client) {}
      }
      let server = try ForeignPeer(
        ["s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key"] + alpn,
        in: workshop.folder
      )
      let port = try #require(server.port())
      let error = await refusal(.tcp(host: "127.0.0.1", port: port), workshop.files("client"))
      #expect(!error.isEmpty)
    }

    @Test("a client that never finishes its handshake is closed in time, with one line, and disturbs nobody")
    func unfinished() async throws {
      var configuration = SocketServer.Configuration()
      configuration.handshakeTimeout = .seconds(2)
      try await withServer(configuration: configuration) { server in
        let silent = try #require(RawSocket(port: server.port))
        let names = try await peer(server.endpoint, workshop.files("client"))
        #expect(names.hasPrefix("client | "))
        await silent.waitForEnd()
        let line = await log.line(containing: "connection closed")
        #expect(line.contains("the TLS handshake was not finished within 2000 ms"))
      }
      #expect(log.lines.count { $0.contains("connection closed") } == 1)
    }

    @Test("a server that never finishes the handshake is given up in time")
    func unfinishedByServer() async throws {
      // Connections are completed by the kernel; nobody accepts them.
      let listener = try #require(SilentListener())
      let security = try TLS.client(workshop.files("client"), logger: log.logger)
      var configuration = SocketChannel.Configuration()
      configuration.security = security
      configuration.connectTimeoutMilliseconds = 100
      let channel = SocketChannel(
        endpoint: .tcp(host: "127.0.0.1", port: listener.port),
        configuration: configuration,
        logger: log.logger
      )
      let error = await #expect(throws: RPCError.self) { try await channel.echo("never") }
      #expect(error?.message.contains("the TLS handshake was not finished within 100 ms") == true)
      #expect(error?.isNotProcessed == true)
      await channel.close()
      security.stop()
    }

    @Test("plain peers and TLS peers do not understand each other, and say so")
    func plainPeers() async throws {
      try await withServer { server in
        let channel = SocketChannel(endpoint: server.endpoint, logger: log.logger)
        await #expect(throws: RPCError.self) { try await channel.echo("plain") }
        _ = await log.line(containing: "the client does not speak TLS")
        await channel.close()
      }
      try await TestServer.with { server in
        let error = await refusal(server.endpoint, workshop.files("client"))
        #expect(error.contains("the server closed the connection during the TLS handshake"), "\(error)")
      }
    }

    @Test("large messages and many calls go through TLS unchanged")
    func traffic() async throws {
      try await withServer { server in
        try await withChannel(server.endpoint, workshop.files("client")) { channel in
          for byteCount in [0, 1, 16_383, 16_384, 16_385, 300_000, 2_000_000] {
            let text = String(repeating: "v", count: byteCount)
            let answer = try await channel.echo(text)
            #expect(answer == text)
          }
          try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<500 { group.addTask { try await channel.echo("\(number)") == "\(number)" } }
            for try await isRight in group { #expect(isRight) }
          }
        }
      }
    }

    @Test("a Unix socket of a server with certificates stays as it is")
    func unixStaysPlain() async throws {
      let file = TemporaryPath()
      let security = try TLS.server(workshop.files("server"), logger: log.logger)
      var configuration = SocketServer.Configuration()
      configuration.security = security
      try await TestServer.with([.endpoint(.unix(path: file.path))], configuration) { server in
        let names = try await peer(server.endpoint, workshop.files("client"))
        #expect(names.hasPrefix("unix (pid "))
      }
      security.stop()
    }
  }
#endif
