#if TLS
  internal import Logging
  internal import NIOCore
  internal import NIOSSL
  internal import RPCSocket

  /// Secures connections with certificates from files. Files that change are read again: later connections use what
  /// they hold then; when they are wrong, what was read before goes on being used.
  final class TLSSecurity: TransportSecurity {
    private let role: TLSRole
    private let serverName: String
    private let current: CurrentMaterial
    private let watcher: FileWatcher
    private let authoritiesPath: String?
    private let allowedNames: [CertificateNamePattern]

    /// - Parameter allowedNames: names of which the peer's certificate has to have one; empty = any name.
    init(
      role: TLSRole,
      files: TLSFiles,
      serverName: String,
      allowedNames: [CertificateNamePattern],
      logger: Logger,
      lookInterval: Duration
    ) throws(SocketError) {
      self.role = role
      self.serverName = serverName
      self.allowedNames = allowedNames
      authoritiesPath = files.authorities
      guard files.authorities != nil || (files.revoked == nil && allowedNames.isEmpty) else {
        throw SocketError("certificates are looked at only where there are authorities for them")
      }
      guard serverName.isEmpty || !TLSSecurity.isAddress(serverName) else {
        throw SocketError("the name that a certificate must have is a DNS name, not the address \(serverName)")
      }
      let current = CurrentMaterial(logger: logger)
      // Made before the files are read: what changes from now on is seen.
      let watcher = FileWatcher(paths: files.paths, interval: lookInterval) {
        do throws(SocketError) {
          let material = try TLSMaterial(role: role, files: files)
          current.replace(by: material)
          logger.info("certificates read again", metadata: material.logMetadata)
          for warning in material.warnings { logger.warning("\(warning)") }
        } catch {
          logger.error(
            "certificates have changed, and the new ones cannot be used; the old ones stay in use",
            metadata: ["reason": "\(error.message)"]
          )
        }
      }
      let material = try TLSMaterial(role: role, files: files)
      current.replace(by: material)
      logger.info("certificates read", metadata: material.logMetadata)
      for warning in material.warnings { logger.warning("\(warning)") }
      self.current = current
      self.watcher = watcher
      watcher.start()
    }

    func secure(_ channel: any NIOCore.Channel, host: String?, timeout: TimeAmount) throws {
      guard let context = current.context else { throw SocketError("there are no certificates") }
      let name = serverName.isEmpty ? host ?? "" : serverName
      // Without a DNS name the certificate is compared with the address that was connected to.
      let expectedName = role == .server || TLSSecurity.isAddress(name) ? nil : name
      let handler = try handler(context, expectedName)
      try channel.pipeline.syncOperations.addHandlers([
        handler,
        HandshakeGuard(
          handler: handler,
          role: role,
          expectedName: expectedName,
          authoritiesPath: authoritiesPath,
          allowedNames: allowedNames,
          current: current,
          timeout: timeout
        ),
      ])
    }

    func reload() { watcher.assumeChange() }

    func stop() { watcher.stop() }

    private static func isAddress(_ name: String) -> Bool {
      (try? SocketAddress(ipAddress: name, port: 0)) != nil
    }

    private func handler(_ context: NIOSSLContext, _ expectedName: String?) throws -> NIOSSLHandler {
      // A buffer for bytes on their way out that once was large is not kept for a connection's whole life.
      var configuration = NIOSSLHandler.Configuration()
      configuration.maximumPreservedOutboundBufferCapacity = 65_536
      switch role {
      case .server:
        return NIOSSLServerHandler(context: context, configuration: configuration)
      case .client:
        return try NIOSSLClientHandler(context: context, serverHostname: expectedName, configuration: configuration)
      }
    }
  }
#endif
