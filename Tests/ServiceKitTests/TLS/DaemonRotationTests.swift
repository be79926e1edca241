#if TLS
  import Foundation
  import Messages
  import RPC
  import RPCSocket
  import RPCTLS
  import Services
  import TestSupport
  import Testing

  /// Goal: an installation changes its authority, its certificates and its keys under constant load, and no call fails.
  /// Method: the built gateway and registry as processes, mutual TLS on both hops, callers in this process that never
  /// pause; the files are replaced in the order that deploy/README.md says.
  @Suite("Certificates of daemons, rotated under load", .timeLimit(.minutes(1)))
  struct DaemonRotationTests {
    private static let callerCount = 4

    private let workshop: CertificateWorkshop

    init() throws {
      workshop = try CertificateWorkshop()
      try workshop.makeAuthority("next")
      for name in ["registry", "gateway", "caller"] {
        try workshop.makeCertificate("\(name)-old")
        try workshop.makeCertificate("\(name)-next", by: "next")
        try workshop.replace(name, by: "\(name)-old")
      }
      try workshop.replaceFile("trusted.pem", by: "ca.pem")
    }

    /// Asks the registry, through the gateway, for what it does not have: an answer that only it can give.
    private func call(_ registry: RegistryV1.RegistryClient) async throws {
      var request = RegistryV1.GetRecordRequest()
      request.kind = .product
      request.id = "SP-XX-00"
      do throws(RPCError) {
        _ = try await registry.getRecord(request, options: CallOptions(timeout: .seconds(20)))
      } catch {
        if error.code != .notFound { throw error }
      }
    }

    @Test("authority, certificates and keys of gateway, registry and callers change, and every call is answered")
    func rotation() async throws {
      let aging = ["--connection-age-max", "300ms", "--log-level", "debug"]
      let registry = try await SecuredDaemon("registry", workshop, shows: "registry", trusts: "trusted", aging)
      let address = ["--registry-address", "tcp:127.0.0.1:\(registry.port)"]
      let gateway = try await SecuredDaemon("gateway", workshop, shows: "gateway", trusts: "trusted", address + aging)
      let security = try workshop.client("caller", trusting: "trusted")
      var configuration = SocketChannel.Configuration()
      configuration.security = security
      let isOver = Gate()
      let channels = (0..<Self.callerCount).map { _ in
        SocketChannel(endpoint: gateway.endpoint, configuration: configuration, logger: SecuredDaemon.logger)
      }
      let count = try await withThrowingTaskGroup(of: Int.self) { group in
        for channel in channels {
          group.addTask {
            let client = RegistryV1.RegistryClient(channel: channel)
            var count = 0
            while !isOver.isOpen {
              try await call(client)
              count += 1
            }
            return count
          }
        }
        do {
          try await rotate(gateway: gateway, registry: registry, security)
        } catch {
          group.cancelAll()
          throw error
        }
        isOver.open()
        return try await group.reduce(0, +)
      }
      #expect(count > 100, "enough to mean something: \(count)")
      for channel in channels { await channel.close() }
      security.stop()
      await #expect(throws: RPCError.self, "whoever has not followed is out") {
        try await workshop.withChannel(gateway.endpoint, workshop.client("caller-old", trusting: "next")) {
          try await call(RegistryV1.RegistryClient(channel: $0))
        }
      }
      await gateway.end()
      await registry.end()
    }

    private func rotate(
      gateway: SecuredDaemon,
      registry: SecuredDaemon,
      _ security: any TransportSecurity
    ) async throws {
      func reread() async throws {
        security.reload()
        for (daemon, sides) in [(gateway, 2), (registry, 1)] {
          daemon.process.signal(SIGHUP)
          for _ in 0..<sides { _ = try #require(await daemon.process.line(containing: "certificates read again")) }
          // Connections from before age out, and what follows them uses what was read.
          _ = try #require(await daemon.process.line(containing: "connection is old"))
        }
      }
      try workshop.replaceFile("trusted.pem", byAll: ["ca.pem", "next.pem"])
      try await reread()
      for name in ["registry", "gateway", "caller"] { try workshop.replace(name, by: "\(name)-next") }
      try await reread()
      try await reread()
      try workshop.replaceFile("trusted.pem", by: "next.pem")
      try await reread()
    }
  }
#endif
