import Logging
import RPC
import RPCSocket
import RPCTLS
import Testing

@testable import ServiceKit

/// Goal: what an operator sets about connections reaches the server, and what does not fit together is refused.
@Suite("Keys of connections") struct ConnectionKeysTests {
  private let catalogue = ConfigurationCatalogue(
    service: "test",
    definitions: [CommonKeys.listen(defaultPort: 7499).definition] + ConnectionKeys.definitions
      + IdentityKeys.definitions
  )

  private func configuration(_ flags: [String]) throws -> Configuration {
    let request = try catalogue.read(arguments: flags, environment: [:]) { _ in .success([]) }
    guard case .serve(let configuration) = request else { throw StartupFailure("not a request to serve") }
    return configuration
  }

  private func environment(_ flags: [String]) throws -> ServiceEnvironment {
    let configuration = try configuration(flags)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let state = DaemonState(name: "test")
    return ServiceEnvironment(
      configuration: configuration,
      logger: logger,
      state: state,
      observation: DaemonObservation(state: state, slowCallThreshold: .milliseconds(500)),
      program: "ocop-test",
      security: try ConnectionSecurity(configuration, logger: logger),
      identification: try CallerIdentification(configuration, logger: logger),
      storageKey: CommonKeys.storage(service: "test")
    )
  }

  @Test("every key about connections reaches the server")
  func keysReachServer() throws {
    let server = try environment([
      "--listen-mode", "0600", "--connections-max", "7", "--handshakes-max", "3", "--handshake-timeout", "250ms",
      "--connection-age-max", "30m", "--connection-age-grace", "5s", "--concurrency-limit", "64",
    ]).serverConfiguration()
    #expect(server.serverLimits.concurrency == .fixed(64))
    #expect(server.unixFileMode == 0o600)
    #expect(server.connectionsMax == 7)
    #expect(server.handshakesMax == 3)
    #expect(server.handshakeTimeout == .milliseconds(250))
    #expect(server.connectionAgeMax == .seconds(1_800))
    #expect(server.connectionAgeGrace == .seconds(5))
    #expect(server.agent.hasPrefix("ocop-test/"))
  }

  @Test("without keys connections live without end, nothing is encrypted, and the limit of calls adapts itself")
  func defaults() throws {
    let environment = try environment([])
    let server = try environment.serverConfiguration()
    #expect(server.connectionAgeMax == nil)
    #expect(server.connectionsMax == 4_096)
    #expect(server.security == nil)
    #expect(server.serverLimits.concurrency == .standard)
    let unlimited = try self.environment(["--concurrency-limit", "off"]).serverConfiguration()
    #expect(unlimited.serverLimits.concurrency == .off)
    #expect(environment.channelConfiguration().security == nil)
  }

  @Test(
    "values out of bounds are refused",
    arguments: [
      ["--listen-mode", "660x"], ["--listen-mode", "01777"], ["--listen-mode", "0060"], ["--listen-mode", ""],
      ["--connections-max", "0"], ["--connections-max", "1000001"], ["--handshakes-max", "0"],
      ["--handshake-timeout", "99ms"], ["--connection-age-max", "20000m"], ["--listen", "tcp:127.0.0.1:1,nowhere"],
      ["--tls-certificate", ""], ["--concurrency-limit", "0"], ["--concurrency-limit", "65537"],
      ["--concurrency-limit", "some"], ["--tls-client-names", "*.example"], ["--tls-client-names", "a.example,"],
    ]
  )
  func bounds(flags: [String]) {
    #expect(throws: ConfigurationError.self) { try configuration(flags) }
  }

  @Test("keys of TLS that need each other are refused alone", .enabled(if: TLS.isBuiltIn))
  func needEachOther() {
    for (flags, problem) in [
      (["--tls-certificate", "/a"], "belong together"), (["--tls-key", "/a"], "belong together"),
      (["--tls-client-ca", "/a"], "set tls_certificate and tls_key too"),
      (["--tls-server-name", "a.example"], "of no use without tls_ca"),
      (["--tls-revoked", "/a"], "set tls_client_ca or tls_ca too"),
      (["--tls-client-names", "a.example"], "set tls_client_ca too"),
    ] {
      let error = #expect(throws: StartupFailure.self) { try environment(flags) }
      #expect(error?.description.contains(problem) == true)
    }
  }
}
