#if TLS
  import Messages
  import RPC
  import RPCTLS
  import TestSupport
  import Testing

  @testable import RPCSocket

  /// Goal: a certificate that was taken back is of no use from the moment the list says so, open connections included,
  /// and a list that cannot be used changes nothing. Method: lists made by openssl, put in place under a running
  /// server.
  @Suite("Revoked certificates", .timeLimit(.minutes(1))) struct RevocationTests {
    let workshop: CertificateWorkshop
    let log = LogRecorder()
    let failures = FailureRecorder()

    init() throws {
      workshop = try CertificateWorkshop()
      for name in ["server", "client", "lost"] { try workshop.makeCertificate(name) }
      try workshop.makeRevocationList("empty.pem", revoking: [])
      try workshop.makeRevocationList("later.pem", revoking: ["lost"])
      try workshop.replaceFile("revoked.pem", by: "empty.pem")
    }

    private func withServer(
      router: Router = .identifying,
      trusting authority: String = "ca",
      lookInterval: Duration = .seconds(600),
      _ body: (SocketServer, any TransportSecurity) async throws -> Void
    ) async throws {
      let files = workshop.files("server", trusting: authority, revoked: "revoked.pem")
      let security = try TLS.server(files, logger: log.logger, lookInterval: lookInterval)
      var configuration = SocketServer.Configuration()
      configuration.security = security
      configuration.observer = failures
      try await TestServer.with(
        [.endpoint(TestServer.loopback)],
        configuration,
        router: router,
        logger: log.logger
      ) { server in
        try await body(server, security)
      }
      security.stop()
    }

    private func withChannel(
      _ server: SocketServer,
      _ files: TLSFiles,
      _ body: (SocketChannel, any TransportSecurity) async throws -> Void
    ) async throws {
      var configuration = SocketChannel.Configuration()
      let security = try TLS.client(files, logger: log.logger)
      configuration.security = security
      let channel = SocketChannel(endpoint: server.endpoint, configuration: configuration, logger: log.logger)
      let result: Result<Void, any Error>
      do {
        result = .success(try await body(channel, security))
      } catch {
        result = .failure(error)
      }
      await channel.close()
      security.stop()
      try result.get()
    }

    private func refusal(_ server: SocketServer, _ files: TLSFiles) async throws -> String {
      var message = ""
      try await withChannel(server, files) { channel, _ in
        let error = await #expect(throws: RPCError.self) { try await channel.echo("refused") }
        message = error?.message ?? ""
      }
      return message
    }

    @Test("a client that is revoked while it is connected is cut off at once, its running call too, and stays out")
    func clientCutOff() async throws {
      let held = HeldCall()
      try await withServer(router: held.router) { server, security in
        try await withChannel(server, workshop.files("client")) { good, _ in
          try await withChannel(server, workshop.files("lost")) { lost, _ in
            _ = try await good.peer()
            let running = Task { try await lost.echo("running") }
            await held.started.wait()
            try workshop.replaceFile("revoked.pem", by: "later.pem")
            security.reload()
            // The handler still waits for its release: the call ends without it.
            await #expect(throws: RPCError.self) { try await running.value }
            _ = await log.line(containing: "the client's certificate (localhost, 127.0.0.1, serial number")
            await #expect(throws: RPCError.self) { try await lost.peer() }
            held.release.open()
            // The other one's connection is the same as before.
            _ = try await good.peer()
          }
        }
        let message = try await refusal(server, workshop.files("lost"))
        #expect(message.contains("it has refused our certificate (revoked"))
      }
      #expect(failures.reasons.count >= 2)
      #expect(Set(failures.reasons) == ["revoked"])
    }

    @Test("a server that is revoked while it is connected is left at once, and not connected to again")
    func serverLeft() async throws {
      let held = HeldCall()
      try workshop.makeRevocationList("of-server.pem", revoking: ["server"])
      try await withServer(router: held.router) { server, _ in
        let files = workshop.files("client", revoked: "revoked.pem")
        try await withChannel(server, files) { channel, security in
          let running = Task { try await channel.echo("running") }
          await held.started.wait()
          try workshop.replaceFile("revoked.pem", by: "of-server.pem")
          security.reload()
          let error = await #expect(throws: RPCError.self) { try await running.value }
          #expect(error?.message.contains("the server's certificate (localhost, 127.0.0.1, serial number") == true)
          let again = await #expect(throws: RPCError.self) { try await channel.peer() }
          #expect(again?.message.contains("was revoked on 20") == true, "\(again?.message ?? "")")
          held.release.open()
        }
      }
    }

    @Test("a list is seen by looking, too, and one that takes a certificate off it lets that in again")
    func seenByLooking() async throws {
      try await withServer(lookInterval: .milliseconds(5)) { server, _ in
        try await withChannel(server, workshop.files("lost")) { channel, _ in
          _ = try await channel.echo("in")
          try workshop.replaceFile("revoked.pem", by: "later.pem")
          _ = await log.line(containing: "\"revoked\": 1 in \(workshop.path("revoked.pem"))")
          await #expect(throws: RPCError.self) { try await channel.echo("out") }
          try workshop.replaceFile("revoked.pem", by: "empty.pem")
          _ = await log.lines(containing: "\"revoked\": 0 in \(workshop.path("revoked.pem"))", count: 2)
        }
        try await withChannel(server, workshop.files("lost")) { channel, _ in
          let answer = try await channel.echo("in again")
          #expect(answer == "in again")
        }
      }
    }

    @Test(
      "a list that cannot be used is told with its reason, and the one before stays in use",
      arguments: [
        ("", "holds no list of revoked certificates in PEM"),
        ("-----BEGIN X509 CRL-----\nMIIB\n", "ends in the middle of a block"),
        ("-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n", "list 1: the list is not one"),
        ("-----BEGIN X509 CRL-----\nMI*B\n-----END X509 CRL-----\n", "line 3: the block that ends here is not base64"),
        ("-----BEGIN CERTIFICATE-----\n", "line 1: holds CERTIFICATE where X509 CRL is expected"),
      ]
    )
    func brokenList(text: String, reason: String) async throws {
      try workshop.replaceFile("revoked.pem", by: "later.pem")
      try await withServer(lookInterval: .milliseconds(5)) { server, _ in
        try workshop.write(text, to: "revoked.pem")
        let line = await log.line(containing: "error certificates have changed")
        #expect(line.contains("\(workshop.path("revoked.pem")) \(reason)"), "\(line)")
        #expect(try await refusal(server, workshop.files("lost")).contains("it has refused our certificate"))
        try await withChannel(server, workshop.files("client")) { channel, _ in _ = try await channel.echo("in") }
      }
      let error = #expect(throws: SocketError.self) {
        try TLS.server(workshop.files("server", revoked: "revoked.pem"), logger: log.logger)
      }
      #expect(error?.message.contains(reason) == true, "refused at the start")
    }

    @Test("a list that is overdue, one of another authority, and one with our own certificate are warned of")
    func warnings() async throws {
      try workshop.makeRevocationList("overdue.pem", revoking: ["server"], nextUpdate: "20240102000000Z")
      try workshop.replaceFile("revoked.pem", by: "overdue.pem")
      try await withServer { server, _ in
        #expect(try await refusal(server, workshop.files("lost")).contains("it has refused our certificate"))
        try await withChannel(server, workshop.files("client")) { channel, _ in _ = try await channel.echo("in") }
      }
      let overdue = log.lines.filter { $0.hasPrefix("warning the list of revoked certificates by ca in") }
      #expect(overdue.count == 1 && overdue[0].contains("should have been replaced by 2024-01-02 00:00:00Z"))
      #expect(log.lines.contains { $0.hasPrefix("warning our own certificate was revoked on") })
      try workshop.makeAuthority("foreign")
      try workshop.makeRevocationList("revoked.pem", by: "foreign", revoking: [])
      try await withServer { _, _ in }
      #expect(log.lines.contains { $0.contains("is by an authority that is believed here (they are by: foreign)") })
    }

    @Test("the lists of two authorities stand in one file, as they do while one follows the other")
    func twoAuthorities() async throws {
      try workshop.makeAuthority("next")
      try workshop.makeCertificate("next-lost", by: "next")
      try workshop.makeRevocationList("next-list.pem", by: "next", revoking: ["next-lost"])
      try workshop.replaceFile("revoked.pem", byAll: ["later.pem", "next-list.pem"])
      try workshop.replaceFile("both.pem", byAll: ["ca.pem", "next.pem"])
      try await withServer(trusting: "both") { server, _ in
        for name in ["lost", "next-lost"] {
          #expect(try await refusal(server, workshop.files(name)).contains("it has refused our certificate"))
        }
        try await withChannel(server, workshop.files("client")) { channel, _ in _ = try await channel.echo("in") }
      }
      #expect(failures.reasons == ["revoked", "revoked"])
    }

    @Test("a list of changes only, and one of some certificates only, are not taken for the whole")
    func partialLists() throws {
      for (extensions, words) in [
        ("2.5.29.27=critical,DER:020101", "holds changes to another list only"),
        ("2.5.29.28=critical,DER:30038101FF", "is of some of its authority's certificates only"),
        ("1.2.3.4=critical,DER:0500", "has a critical extension (2A0304) that is not known here"),
      ] {
        try workshop.makeRevocationList("odd.pem", revoking: [], extensions: extensions)
        let error = #expect(throws: SocketError.self) {
          try TLS.server(workshop.files("server", revoked: "odd.pem"), logger: log.logger)
        }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
      }
    }

    @Test("lists without authorities, and names without authorities, are refused")
    func needAuthorities() throws {
      let files = workshop.files("server", trusting: nil, revoked: "revoked.pem")
      #expect(throws: SocketError.self) { try TLS.server(files, logger: log.logger) }
      let names = try CertificateNamePattern.list(parsing: "a.example")
      #expect(throws: SocketError.self) {
        try TLS.server(workshop.files("server", trusting: nil), allowedNames: names, logger: log.logger)
      }
    }
  }
#endif
