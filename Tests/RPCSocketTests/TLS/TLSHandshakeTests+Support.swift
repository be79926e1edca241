#if TLS
  import Glibc
  import Messages
  import RPC
  import RPCTLS

  @testable import RPCSocket

  extension Router {
    /// Echoes, and says which certificate the caller has shown.
    static var identifying: Router {
      var router = Router()
      router.immediate(TestMethods.echo) { request, _ in request }
      router.immediate(TestMethods.peer) { _, context in
        guard let certificate = context.peerIdentity.certificate else { return Text("no certificate") }
        let names = [certificate.commonName ?? "-"] + certificate.dnsNames + certificate.uris + certificate.ipAddresses
        return Text(names.joined(separator: " | "))
      }
      return router
    }
  }

  extension TLSHandshakeTests {
    func withServer(
      _ files: TLSFiles? = nil,
      configuration: SocketServer.Configuration = SocketServer.Configuration(),
      _ body: (SocketServer) async throws -> Void
    ) async throws {
      var configuration = configuration
      let security = try TLS.server(files ?? workshop.files("server"), logger: log.logger)
      configuration.security = security
      try await TestServer.with(
        [.endpoint(TestServer.loopback)],
        configuration,
        router: .identifying,
        logger: log.logger,
        body
      )
      security.stop()
    }

    func withChannel(
      _ endpoint: Endpoint,
      _ files: TLSFiles,
      serverName: String = "",
      _ body: (SocketChannel) async throws -> Void
    ) async throws {
      var configuration = SocketChannel.Configuration()
      let security = try TLS.client(files, serverName: serverName, logger: log.logger)
      configuration.security = security
      let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: log.logger)
      let result: Result<Void, any Error>
      do {
        result = .success(try await body(channel))
      } catch {
        result = .failure(error)
      }
      await channel.close()
      security.stop()
      try result.get()
    }

    /// The names of the certificate that a client with these files shows to the server.
    func peer(_ endpoint: Endpoint, _ files: TLSFiles, serverName: String = "") async throws -> String {
      var names = ""
      try await withChannel(endpoint, files, serverName: serverName) { names = try await $0.peer() }
      return names
    }

    /// Why a client with these files gets no answer; empty when it gets one.
    func refusal(_ endpoint: Endpoint, _ files: TLSFiles, serverName: String = "") async -> String {
      do {
        try await withChannel(endpoint, files, serverName: serverName) { _ = try await $0.echo("refused") }
        return ""
      } catch let error as RPCError {
        return error.code == .unavailable ? error.message : "\(error)"
      } catch {
        return "\(error)"
      }
    }
  }

  /// A socket that listens, whose connections nobody accepts but `firstBytes`.
  final class SilentListener: Sendable {
    let port: Int
    private let descriptor: CInt

    init?() {
      descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let descriptor = descriptor
      let isListening = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &length) == 0
        }
      }
      guard isListening else { return nil }
      port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// What the first to connect sends first: of a client of TLS its ClientHello. Blocks until it comes.
    func firstBytes() -> [UInt8] {
      let connection = accept(descriptor, nil, nil)
      defer { close(connection) }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(connection, &buffer, buffer.count, 0)
      return Array(buffer.prefix(max(0, count)))
    }

    deinit { close(descriptor) }
  }
#endif
