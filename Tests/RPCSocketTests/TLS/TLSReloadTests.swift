#if TLS
  import Messages
  import RPC
  import RPCTLS
  import TestSupport
  import Testing

  @testable import RPCSocket

  /// Goal: certificates are renewed without a restart and without a lost call, and a renewal that went wrong harms
  /// nobody. Method: files replaced under a running server.
  @Suite("TLS certificates that change", .timeLimit(.minutes(1))) struct TLSReloadTests {
    let workshop: CertificateWorkshop
    let log = LogRecorder()

    init() throws {
      workshop = try CertificateWorkshop()
      for name in ["server", "renewed"] { try workshop.makeCertificate(name) }
      try workshop.makeCertificate("client")
    }

    /// Tries until a fresh client with these files is answered, or not, as wanted.
    private func waitUntil(isAnswered wanted: Bool, _ endpoint: Endpoint, _ files: TLSFiles) async throws {
      while try await isAnswered(endpoint, files) != wanted {}
    }

    private func isAnswered(_ endpoint: Endpoint, _ files: TLSFiles) async throws -> Bool {
      var configuration = SocketChannel.Configuration()
      let security = try TLS.client(files, logger: TestServer.silentLogger)
      configuration.security = security
      let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: TestServer.silentLogger)
      let answer = try? await channel.echo("answered")
      await channel.close()
      security.stop()
      return answer == "answered"
    }

    private func withServer(
      lookInterval: Duration,
      ageMax: Duration? = nil,
      _ body: (SocketServer, any TransportSecurity) async throws -> Void
    ) async throws {
      let security = try TLS.server(workshop.files("server"), logger: log.logger, lookInterval: lookInterval)
      var configuration = SocketServer.Configuration()
      configuration.security = security
      configuration.connectionAgeMax = ageMax
      try await TestServer.with([.endpoint(TestServer.loopback)], configuration, router: .identifying) { server in
        try await body(server, security)
      }
      security.stop()
    }

    @Test("a server's files that change are seen, and new connections get what they hold")
    func seenByLooking() async throws {
      try workshop.makeAuthority("next")
      try workshop.makeCertificate("next-server", by: "next")
      try await withServer(lookInterval: .milliseconds(5)) { server, _ in
        let trustingNext = workshop.files("client", trusting: "next")
        #expect(try await !isAnswered(server.endpoint, trustingNext))
        try workshop.replace("server", by: "next-server")
        try await waitUntil(isAnswered: true, server.endpoint, trustingNext)
        #expect(try await !isAnswered(server.endpoint, workshop.files("client")))
      }
      #expect(log.lines.contains { $0.contains("info certificates read again") })
    }

    @Test("client authorities that change hold for new connections, and open ones stay")
    func authoritiesChange() async throws {
      try workshop.makeAuthority("next")
      try workshop.makeCertificate("next-client", by: "next")
      try workshop.replaceFile("authorities.pem", by: "ca.pem")
      var files = workshop.files("server")
      files.authorities = workshop.path("authorities.pem")
      let security = try TLS.server(files, logger: log.logger)
      var configuration = SocketServer.Configuration()
      configuration.security = security
      try await TestServer.with([.endpoint(TestServer.loopback)], configuration, router: .identifying) { server in
        let old = workshop.files("client")
        var options = SocketChannel.Configuration()
        let clientSecurity = try TLS.client(old, logger: log.logger)
        options.security = clientSecurity
        let open = SocketChannel(endpoint: server.endpoint, configuration: options, logger: log.logger)
        _ = try await open.echo("before")
        try workshop.replaceFile("authorities.pem", by: "next.pem")
        security.reload()
        try await waitUntil(isAnswered: true, server.endpoint, workshop.files("next-client"))
        #expect(try await !isAnswered(server.endpoint, old))
        let answer = try await open.echo("still open")
        #expect(answer == "still open")
        await open.close()
        clientSecurity.stop()
      }
      security.stop()
    }

    @Test(
      "a renewal that went wrong is told with its reason, and the old certificate stays",
      arguments: [
        ("server.key", "no key\n", "holds no private key"),
        ("server.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n", "holds no certificate in PEM, or one that is damaged"),
        ("server.pem", "", "holds no certificate in PEM"),
        ("ca.pem", "", "holds no certificate in PEM"),
      ]
    )
    func brokenRenewal(file: String, text: String, reason: String) async throws {
      try workshop.replaceFile("trusted.pem", by: "ca.pem")
      try await withServer(lookInterval: .milliseconds(5)) { server, _ in
        try workshop.write(text, to: file)
        let line = await log.line(containing: reason)
        #expect(line.hasPrefix("error certificates have changed"))
        #expect(line.contains("the old ones stay in use"))
        #expect(try await isAnswered(server.endpoint, workshop.files("renewed", trusting: "trusted")))
      }
      #expect(log.lines.count { $0.hasPrefix("error") } == 1, "told once, not at every look")
    }

    @Test("a certificate whose key has not come yet is not used until it has")
    func halfRenewal() async throws {
      try await withServer(lookInterval: .milliseconds(5)) { server, _ in
        try workshop.replaceFile("server.pem", by: "renewed.pem")
        let line = await log.line(containing: "error certificates have changed")
        #expect(line.contains("server.key does not belong to the first certificate"))
        #expect(try await isAnswered(server.endpoint, workshop.files("client")))
        try workshop.replaceFile("server.key", by: "renewed.key")
        _ = await log.line(containing: "info certificates read again")
        #expect(try await isAnswered(server.endpoint, workshop.files("client")))
      }
    }

    @Test("certificates that change under load lose no call")
    func reloadUnderLoad() async throws {
      try workshop.makeCertificate("original")
      // Connections are so short-lived that every certificate is used by many.
      try await withServer(lookInterval: .milliseconds(5), ageMax: .milliseconds(40)) { server, security in
        let clientSecurity = try TLS.client(workshop.files("client"), logger: TestServer.silentLogger)
        var options = SocketChannel.Configuration()
        options.security = clientSecurity
        let channels = (0..<4).map { _ in
          SocketChannel(endpoint: server.endpoint, configuration: options, logger: TestServer.silentLogger)
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
          for channel in channels {
            group.addTask {
              var count = 0
              for number in 0..<600 where try await channel.echo("\(number)") == "\(number)" { count += 1 }
              return count
            }
          }
          for turn in 0..<20 {
            try workshop.replace("server", by: turn.isMultiple(of: 2) ? "renewed" : "original")
            security.reload()
            clientSecurity.reload()
            _ = try await channels[0].echo("between")
          }
          for try await count in group { #expect(count == 600) }
        }
        for channel in channels { await channel.close() }
        clientSecurity.stop()
      }
      #expect(log.lines.count { $0.contains("certificates read again") } >= 10)
    }

    @Test(
      "what cannot work from the start is refused with what is wrong",
      arguments: [
        (TLSFiles(), "needs a TLS certificate"),
        (TLSFiles(certificateChain: "/x.pem"), "of no use without its key"),
        (TLSFiles(privateKey: "/x.key"), "of no use without its certificate"),
        (TLSFiles(certificateChain: "/nonexistent/x.pem", privateKey: "/nonexistent/x.key"), "x.pem cannot be opened"),
      ]
    )
    func refusedAtStart(files: TLSFiles, problem: String) {
      let error = #expect(throws: SocketError.self) { try TLS.server(files, logger: log.logger) }
      #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
    }

    @Test("a client needs authorities, and a name that is one")
    func refusedClient() {
      #expect(throws: SocketError.self) { try TLS.client(TLSFiles(), logger: log.logger) }
      let error = #expect(throws: SocketError.self) {
        try TLS.client(workshop.files(nil), serverName: "10.0.0.1", logger: log.logger)
      }
      #expect(error?.message.contains("is a DNS name") == true)
    }
  }
#endif
