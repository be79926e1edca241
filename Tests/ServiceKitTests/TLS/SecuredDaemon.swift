#if TLS
  import Foundation
  import Logging
  import RPC
  import RPCSocket
  import RPCTLS
  import TestSupport
  import Testing

  /// A daemon on TCP with mutual TLS: what it shows is USED.pem and USED.key, whom it believes is in TRUSTED.pem.
  struct SecuredDaemon {
    let process: DaemonProcess
    let port: Int

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(
      _ service: String,
      _ workshop: CertificateWorkshop,
      shows used: String,
      trusts trusted: String = "ca",
      _ arguments: [String] = []
    ) async throws {
      var all = ["--listen", "tcp:127.0.0.1:0", "--tls-certificate", workshop.path("\(used).pem")]
      all += ["--tls-key", workshop.path("\(used).key"), "--tls-client-ca", workshop.path("\(trusted).pem")]
      if service == "gateway" {
        all += ["--tls-ca", workshop.path("\(trusted).pem")]
      } else {
        all += ["--storage", "sqlite:\(workshop.path("\(service).db"))"]
      }
      process = try DaemonProcess("ocop-\(service)", all + arguments)
      let line = try #require(await process.line(containing: "listening on"))
      port = try #require(line.firstMatch(of: /tcp:127\.0\.0\.1:([0-9]+)/).flatMap { Int($0.1) })
    }

    var endpoint: Endpoint { .tcp(host: "127.0.0.1", port: port) }

    func end() async {
      process.signal(SIGTERM)
      let outcome = await process.outcome()
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  extension CertificateWorkshop {
    /// Security for a client that shows NAME.pem and believes `authority`.
    func client(
      _ name: String?,
      trusting authority: String = "ca",
      serverName: String = ""
    ) throws -> any TransportSecurity {
      let files = TLSFiles(
        certificateChain: name.map { path("\($0).pem") },
        privateKey: name.map { path("\($0).key") },
        authorities: path("\(authority).pem")
      )
      return try TLS.client(files, serverName: serverName, logger: SecuredDaemon.logger)
    }

    /// Runs `body` with a channel that is secured so.
    func withChannel<Value>(
      _ endpoint: Endpoint,
      _ security: any TransportSecurity,
      _ body: (SocketChannel) async throws -> Value
    ) async throws -> Value {
      var configuration = SocketChannel.Configuration()
      configuration.security = security
      let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: SecuredDaemon.logger)
      let result: Result<Value, any Error>
      do {
        result = .success(try await body(channel))
      } catch {
        result = .failure(error)
      }
      await channel.close()
      security.stop()
      return try result.get()
    }
  }
#endif
