#if TLS
  import Foundation
  import Messages
  import RPC
  import RPCSocket
  import RPCTLS
  import Services
  import TestSupport
  import Testing

  /// Goal: the matrix of mutual TLS holds for the daemons as they are configured: only a good certificate gets a call
  /// through, both sides say what is wrong, the metrics count it, no handler runs, nothing hangs. Method: the built
  /// registry and gateway as processes, clients in this one; openssl shows what ours would not.
  @Suite("The matrix of mutual TLS, over daemons", .timeLimit(.minutes(1)))
  struct DaemonMatrixTests {
    private let workshop: CertificateWorkshop

    init() throws {
      workshop = try CertificateWorkshop()
      try workshop.makeAuthority("foreign")
      try workshop.makeCertificate("registry", names: "DNS:localhost,DNS:registry.ocop.example,IP:127.0.0.1")
      for name in ["gateway", "lost"] { try workshop.makeCertificate(name, names: "DNS:gateway.ocop.example") }
      try workshop.makeCertificate("stranger", names: "DNS:console.elsewhere.example")
      try workshop.makeCertificate("foreign-gateway", by: "foreign", names: "DNS:gateway.ocop.example")
      try workshop.makeCertificate("expired", names: "DNS:gateway.ocop.example", days: -1)
      try workshop.makeRevocationList("revoked.pem", revoking: ["lost"])
    }

    private func check(_ channel: SocketChannel) async throws -> Bool {
      try await RpcV1.HealthClient(channel: channel).check(RpcV1.CheckRequest()).servingStatus == .serving
    }

    /// One client's words and the registry's.
    private func expectRefusal(
      _ registry: SecuredDaemon,
      _ security: any TransportSecurity,
      hears: String,
      logs: String
    ) async throws {
      let error = await #expect(throws: RPCError.self) {
        try await workshop.withChannel(registry.endpoint, security) { try await check($0) }
      }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains(hears) == true, "\(error?.message ?? "")")
      let line = try #require(await registry.process.line(containing: logs))
      #expect(line.contains("connection closed"), "\(line)")
    }

    @Test("eight cases against a registry, and what its log and its metrics say of them")
    func registryMatrix() async throws {
      let names = "*.ocop.example,localhost"
      let registry = try await SecuredDaemon(
        "registry",
        workshop,
        shows: "registry",
        [
          "--tls-client-names", names, "--tls-revoked", workshop.path("revoked.pem"), "--admin-listen",
          "tcp:127.0.0.1:0",
        ]
      )
      let admin = try #require(await registry.process.line(containing: "metrics and pages on "))
      let url = try #require(admin.split(separator: " ").first { $0.hasPrefix("http://") })
      let good = try workshop.client("gateway")
      #expect(try await workshop.withChannel(registry.endpoint, good) { try await check($0) })
      try await expectRefusal(
        registry,
        workshop.client("gateway", serverName: "listing.ocop.example"),
        hears: "is for another name (it has: localhost, registry.ocop.example, 127.0.0.1)",
        logs: "the client closed the connection right after the TLS handshake"
      )
      try await expectRefusal(
        registry,
        workshop.client("gateway", trusting: "foreign"),
        hears: "does not lead to an authority in \(workshop.path("foreign.pem"))",
        logs: "the client refused our certificate: it does not lead to an authority that it trusts"
      )
      try await expectRefusal(
        registry,
        workshop.client(nil),
        hears: "the server requires a certificate, and none was shown",
        logs: "the client showed no certificate, and one is required"
      )
      try await expectRefusal(
        registry,
        workshop.client("foreign-gateway"),
        hears: "the server refused our certificate: it does not lead to an authority that it trusts",
        logs: "the client's certificate (gateway.ocop.example) does not lead to an authority in"
      )
      try await expectRefusal(
        registry,
        workshop.client("stranger"),
        hears: "it has refused our certificate (revoked, or of a name that it does not let in)",
        logs:
          "(console.elsewhere.example) has none of the names that are let in here (\(names.replacing(",", with: ", ")))"
      )
      try await expectRefusal(
        registry,
        workshop.client("lost"),
        hears: "it has refused our certificate (revoked, or of a name that it does not let in)",
        logs: "the client's certificate (gateway.ocop.example, serial number"
      )
      try await expiredClient(registry)
      let scrape = try await Scrape(url: String(url))
      let refused = scrape.values["ocop_server_connections_not_secured_total"]
      #expect(
        refused == [
          "reason=expired": 1, "reason=name_not_allowed": 1, "reason=no_certificate": 1, "reason=refused_by_peer": 2,
          "reason=revoked": 1, "reason=untrusted": 1,
        ]
      )
      #expect(
        scrape.values["rpc_server_call_duration_seconds_count"]?.values.reduce(0, +) == 1,
        "one call, the good one"
      )
      await registry.end()
    }

    private func expiredClient(_ registry: SecuredDaemon) async throws {
      let client = try await DaemonProcess.run(
        "/usr/bin/openssl",
        [
          "s_client", "-connect", "127.0.0.1:\(registry.port)", "-alpn", "ocop/1", "-ign_eof", "-cert", "expired.pem",
          "-key", "expired.key",
        ],
        in: workshop.folder
      )
      #expect(client.errors.contains("alert certificate expired"), "\(client)")
      let words = "the client's certificate (gateway.ocop.example) expired on 20"
      let line = try #require(await registry.process.line(containing: words))
      #expect(line.contains("expired"))
    }

    /// A call through the gateway that only the registry can answer; nil = it was.
    private func obstacle(_ gateway: SecuredDaemon) async throws -> String? {
      try await workshop.withChannel(gateway.endpoint, workshop.client("gateway", serverName: "registry.ocop.example"))
      {
        var request = RegistryV1.GetRecordRequest()
        request.kind = .product
        request.id = "SP-XX-00"
        do throws(RPCError) {
          _ = try await RegistryV1.RegistryClient(channel: $0)
            .getRecord(request, options: CallOptions(timeout: .seconds(5)))
          return "it has a product that was never entered"
        } catch {
          return error.code == .notFound ? nil : error.message
        }
      }
    }

    @Test(
      "a gateway looks at the name of the registry's certificate however it was told the address",
      arguments: [
        ("dns:localhost:PORT", "", true), ("tcp:127.0.0.1:PORT", "", true), ("tcp:localhost:PORT", "", true),
        ("dns:localhost:PORT", "registry.ocop.example", true), ("file:LIST", "", true),
        ("dns:localhost:PORT", "other.ocop.example", false), ("file:LIST", "other.ocop.example", false),
      ]
    )
    func serverNames(address: String, serverName: String, isReached: Bool) async throws {
      let registry = try await SecuredDaemon("registry", workshop, shows: "registry")
      try workshop.write("tcp:127.0.0.1:\(registry.port)  # the only one\n", to: "list")
      let real = address.replacing("PORT", with: "\(registry.port)").replacing("LIST", with: workshop.path("list"))
      var flags = ["--registry-address", real]
      if !serverName.isEmpty { flags += ["--tls-server-name", serverName] }
      let gateway = try await SecuredDaemon("gateway", workshop, shows: "registry", flags)
      let obstacle = try await obstacle(gateway)
      if isReached {
        #expect(obstacle == nil)
      } else {
        #expect(obstacle?.contains("the server's certificate is for another name (it has: localhost,") == true)
      }
      await gateway.end()
      await registry.end()
    }

    @Test("by its DNS name a registry is refused whose certificate is for its address only")
    func nameNotAddress() async throws {
      try workshop.makeCertificate("addressed", names: "IP:127.0.0.1")
      let registry = try await SecuredDaemon("registry", workshop, shows: "addressed")
      for (address, isReached) in [("dns:localhost", false), ("tcp:127.0.0.1", true)] {
        let flags = ["--registry-address", "\(address):\(registry.port)"]
        let gateway = try await SecuredDaemon("gateway", workshop, shows: "registry", flags)
        let obstacle = try await obstacle(gateway)
        #expect((obstacle == nil) == isReached, "\(obstacle ?? "")")
        await gateway.end()
      }
      await registry.end()
    }

    @Test("a gateway leaves a registry whose certificate is revoked while they talk, and finds the one that follows it")
    func revokedRegistry() async throws {
      try workshop.makeCertificate("next")
      try workshop.replaceFile("list.pem", by: "revoked.pem")
      try workshop.replace("used", by: "registry")
      let registry = try await SecuredDaemon("registry", workshop, shows: "used")
      let flags = ["--registry-address", "tcp:127.0.0.1:\(registry.port)", "--tls-revoked", workshop.path("list.pem")]
      let gateway = try await SecuredDaemon("gateway", workshop, shows: "registry", flags)
      #expect(try await obstacle(gateway) == nil)
      try workshop.makeCertificate("gateway-next", names: "DNS:localhost,IP:127.0.0.1")
      try workshop.makeRevocationList("list.pem", revoking: ["registry"])
      gateway.process.signal(SIGHUP)
      // The gateway's own certificate is the same one: that is told, too.
      _ = try #require(await gateway.process.line(containing: "our own certificate was revoked on 20"))
      _ = try #require(await gateway.process.line(containing: "our own certificate was revoked on 20"))
      let words = try await obstacle(gateway)
      #expect(words?.contains("the server's certificate (localhost, registry.ocop.example, 127.0.0.1, serial") == true)
      #expect(words?.contains("was revoked on 20") == true)
      try workshop.replace("used", by: "next")
      registry.process.signal(SIGHUP)
      _ = try #require(await registry.process.line(containing: "certificates read again"))
      // It is tried again with growing pauses, the first of them a fraction of a second.
      while try await obstacle(gateway) != nil {}
      await gateway.end()
      await registry.end()
    }
  }
#endif
