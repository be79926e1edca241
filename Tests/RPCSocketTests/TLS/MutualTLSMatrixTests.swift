#if TLS
  import Messages
  import RPC
  import RPCTLS
  import TestSupport
  import Testing

  @testable import RPCSocket

  /// Goal: of everything that a certificate can be, only the good one gets a call through; every other one ends with a
  /// sentence on both sides that names what is wrong, a count of its reason, and no handler run. Method: one row of a
  /// table for each, between our own server and client; openssl plays who shows what ours would not.
  @Suite("The matrix of mutual TLS", .timeLimit(.minutes(1))) struct MutualTLSMatrixTests {
    /// A meeting of a server and a client that must not come to anything.
    struct Meeting: Sendable, CustomTestStringConvertible {
      let testDescription: String
      var server = "server"
      /// What the server believes.
      var serverTrusts = "ca"
      var client: String? = "client"
      var clientTrusts = "ca"
      /// The name that the client asks for; empty = the address.
      var wantedName = ""
      var serverRevokes: String?
      var clientRevokes: String?
      /// Words of the client's error.
      let clientHears: String
      /// Words of the server's log line.
      let serverLogs: String
      /// The count in the metrics.
      let reason: HandshakeFailure
    }

    static let refusals: [Meeting] = [
      Meeting(
        testDescription: "wrong host",
        wantedName: "registry.elsewhere.example",
        clientHears: "the server's certificate is for another name (it has: localhost, 127.0.0.1)",
        serverLogs: "the client closed the connection right after the TLS handshake",
        reason: .refusedByPeer
      ),
      Meeting(
        testDescription: "a foreign authority made the server's certificate",
        clientTrusts: "foreign",
        clientHears: "does not lead to an authority in",
        serverLogs: "the client refused our certificate: it does not lead to an authority that it trusts",
        reason: .refusedByPeer
      ),
      Meeting(
        testDescription: "no client certificate",
        client: nil,
        clientHears: "the server requires a certificate, and none was shown",
        serverLogs: "the client showed no certificate, and one is required",
        reason: .noCertificate
      ),
      Meeting(
        testDescription: "a foreign authority made the client's certificate",
        client: "foreign-client",
        clientHears: "the server refused our certificate: it does not lead to an authority",
        serverLogs: "the client's certificate (client.ocop.example) does not lead to an authority in",
        reason: .untrusted
      ),
      Meeting(
        testDescription: "a foreign client of the right authority",
        client: "stranger",
        clientHears: "it has refused our certificate (revoked, or of a name that it does not let in)",
        serverLogs:
          "(stranger.ocop.example) has none of the names that are let in here (client.ocop.example, localhost)",
        reason: .nameNotAllowed
      ),
      Meeting(
        testDescription: "the client's certificate was revoked",
        client: "lost",
        serverRevokes: "revoked.pem",
        clientHears: "it has refused our certificate (revoked, or of a name that it does not let in)",
        serverLogs: "the client's certificate (client.ocop.example, serial number",
        reason: .revoked
      ),
      Meeting(
        testDescription: "the server's certificate was revoked",
        server: "lost-server",
        clientRevokes: "revoked.pem",
        clientHears: "was revoked on 20",
        serverLogs: "the client closed the connection right after the TLS handshake",
        reason: .refusedByPeer
      ),
    ]

    let workshop: CertificateWorkshop
    let log = LogRecorder()
    let failures = FailureRecorder()

    init() throws {
      workshop = try CertificateWorkshop()
      try workshop.makeAuthority("foreign")
      for name in ["server", "lost-server"] { try workshop.makeCertificate(name) }
      for name in ["client", "lost"] { try workshop.makeCertificate(name, names: "DNS:client.ocop.example") }
      try workshop.makeCertificate("stranger", names: "DNS:stranger.ocop.example")
      try workshop.makeCertificate("foreign-client", by: "foreign", names: "DNS:client.ocop.example")
      try workshop.makeRevocationList("revoked.pem", revoking: ["lost", "lost-server"])
    }

    private func withServer(
      _ name: String = "server",
      trusting authority: String = "ca",
      revoked: String? = nil,
      _ body: (SocketServer) async throws -> Void
    ) async throws {
      let security = try TLS.server(
        workshop.files(name, trusting: authority, revoked: revoked),
        allowedNames: try CertificateNamePattern.list(parsing: "client.ocop.example, localhost"),
        logger: log.logger
      )
      var configuration = SocketServer.Configuration()
      configuration.security = security
      configuration.observer = failures
      try await TestServer.with(
        [.endpoint(TestServer.loopback)],
        configuration,
        router: .identifying,
        logger: log.logger,
        body
      )
      security.stop()
    }

    /// What a client hears: who the server says it is, or why there is no answer.
    private func outcome(
      _ endpoint: Endpoint,
      _ files: TLSFiles,
      serverName: String = ""
    ) async throws -> Result<String, RPCError> {
      var configuration = SocketChannel.Configuration()
      let security = try TLS.client(files, serverName: serverName, logger: log.logger)
      configuration.security = security
      let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: log.logger)
      let result: Result<String, RPCError>
      do throws(RPCError) {
        result = .success(try await channel.unary(TestMethods.peer, Text(""), options: CallOptions()).service)
      } catch {
        result = .failure(error)
      }
      await channel.close()
      security.stop()
      return result
    }

    @Test("good: a certificate of the right authority, for the right name, that is let in and not revoked")
    func good() async throws {
      try await withServer(revoked: "revoked.pem") { server in
        let files = workshop.files("client", revoked: "revoked.pem")
        let answer = try await outcome(server.endpoint, files).get()
        #expect(answer == "client | client.ocop.example")
      }
      #expect(failures.reasons.isEmpty)
      #expect(failures.callCount == 1)
    }

    @Test("refused", arguments: refusals)
    func refused(meeting: Meeting) async throws {
      try await withServer(meeting.server, trusting: meeting.serverTrusts, revoked: meeting.serverRevokes) { server in
        let files = workshop.files(meeting.client, trusting: meeting.clientTrusts, revoked: meeting.clientRevokes)
        let outcome = try await outcome(server.endpoint, files, serverName: meeting.wantedName)
        let error = try #require(throws: RPCError.self) { try outcome.get() }
        #expect(error.code == .unavailable)
        #expect(error.message.contains(meeting.clientHears), "\(error.message)")
        let line = await log.line(containing: meeting.serverLogs)
        #expect(line.contains("connection closed") && line.contains("127.0.0.1:"), "\(line)")
        #expect(line.contains(meeting.reason.rawValue))
      }
      #expect(failures.reasons == [meeting.reason.rawValue])
      #expect(failures.callCount == 0)
      #expect(log.lines.count { $0.contains("connection closed") } == 1, "one line, not more")
    }

    @Test("expired: the client's certificate, shown by openssl, since ours would not")
    func expiredClient() async throws {
      try workshop.makeCertificate("expired", names: "DNS:client.ocop.example", days: -1)
      try await withServer { server in
        let client = try ForeignPeer(
          ["s_client", "-connect", "127.0.0.1:\(server.port)", "-alpn", "ocop/1"]
            + ["-cert", "expired.pem", "-key", "expired.key"],
          in: workshop.folder
        )
        _ = await log.line(containing: "the client's certificate (client.ocop.example) expired on 20")
        #expect(client.text(until: "certificate expired").contains("alert certificate expired"))
      }
      #expect(failures.reasons == ["expired"])
      #expect(failures.callCount == 0)
    }

    @Test("expired: the server's certificate, shown by openssl, and our own is not even read")
    func expiredServer() async throws {
      try workshop.makeCertificate("expired", days: -1)
      let server = try ForeignPeer(
        ["s_server", "-accept", "127.0.0.1:0", "-cert", "expired.pem", "-key", "expired.key", "-alpn", "ocop/1"],
        in: workshop.folder
      )
      let port = try #require(server.port())
      let outcome = try await outcome(.tcp(host: "127.0.0.1", port: port), workshop.files("client"))
      let error = try #require(throws: RPCError.self) { try outcome.get() }
      #expect(error.message.contains("the server's certificate (localhost, 127.0.0.1) expired on 20"), "\(error)")
      #expect(error.isNotProcessed)
      let own = #expect(throws: SocketError.self) { try TLS.server(workshop.files("expired"), logger: log.logger) }
      #expect(own?.message.contains("expired.pem expired on 20") == true)
    }

    @Test("rotated under load: new authority, certificates and keys on both sides, and no call is lost")
    func rotatedUnderLoad() async throws {
      try workshop.makeAuthority("next")
      try workshop.makeCertificate("next-server", by: "next")
      try workshop.makeCertificate("next-client", by: "next", names: "DNS:client.ocop.example")
      for (name, original) in [("used.pem", "server.pem"), ("used.key", "server.key"), ("own.pem", "client.pem")] {
        try workshop.replaceFile(name, by: original)
      }
      try workshop.replaceFile("own.key", by: "client.key")
      for name in ["server-trusts.pem", "client-trusts.pem"] { try workshop.replaceFile(name, by: "ca.pem") }
      let security = try TLS.server(workshop.files("used", trusting: "server-trusts"), logger: log.logger)
      let clientSecurity = try TLS.client(workshop.files("own", trusting: "client-trusts"), logger: log.logger)
      var configuration = SocketServer.Configuration()
      configuration.security = security
      configuration.observer = failures
      // Old connections age out, so that what the files hold is used many times over.
      configuration.connectionAgeMax = .milliseconds(30)
      try await TestServer.with([.endpoint(TestServer.loopback)], configuration, router: .identifying) { server in
        var options = SocketChannel.Configuration()
        options.security = clientSecurity
        let channels = (0..<4).map { _ in
          SocketChannel(endpoint: server.endpoint, configuration: options, logger: TestServer.silentLogger)
        }
        let seen = try await load(channels) {
          // Both believe in both authorities before one of them shows a certificate of the new one; and the old one is
          // dropped only when nobody shows one of its any more.
          for name in ["server-trusts.pem", "client-trusts.pem"] {
            try workshop.replaceFile(name, byAll: ["ca.pem", "next.pem"])
          }
          try await reread([security, clientSecurity])
          try workshop.replace("used", by: "next-server")
          try workshop.replace("own", by: "next-client")
          try await reread([security, clientSecurity])
          for name in ["server-trusts.pem", "client-trusts.pem"] { try workshop.replaceFile(name, by: "next.pem") }
          try await reread([security, clientSecurity])
          let old = try await outcome(server.endpoint, workshop.files("client"))
          #expect(throws: RPCError.self) { try old.get() }
        }
        #expect(seen == ["client | client.ocop.example", "next-client | client.ocop.example"])
        for channel in channels { await channel.close() }
      }
      security.stop()
      clientSecurity.stop()
    }

    /// Calls on every channel, one after the other, while `body` runs and until connections with the new certificate
    /// are in use. Every call has to be answered.
    private func load(_ channels: [SocketChannel], _ body: () async throws -> Void) async throws -> Set<String> {
      let isOver = Gate()
      return try await withThrowingTaskGroup(of: Set<String>.self) { group in
        for channel in channels {
          group.addTask {
            var seen: Set<String> = []
            while !isOver.isOpen || !seen.contains(where: { $0.hasPrefix("next-client") }) {
              seen.insert(try await channel.peer())
            }
            return seen
          }
        }
        do {
          try await body()
        } catch {
          group.cancelAll()
          throw error
        }
        isOver.open()
        return try await group.reduce(into: []) { $0.formUnion($1) }
      }
    }

    private func reread(_ securities: [any TransportSecurity]) async throws {
      for security in securities {
        let before = log.lines.count { $0.contains("certificates read again") }
        security.reload()
        _ = await log.lines(containing: "certificates read again", count: before + 1)
      }
    }
  }
#endif
