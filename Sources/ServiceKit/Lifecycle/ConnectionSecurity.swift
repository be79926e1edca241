import Logging
import RPCSocket
import RPCTLS

/// How a daemon's connections are secured, by its configuration: those it takes, and those it makes.
struct ConnectionSecurity: Sendable {
  /// For connections it takes; nil = plain.
  let server: (any TransportSecurity)?
  /// For connections it makes; nil = plain.
  let client: (any TransportSecurity)?

  /// Reads the certificates that the configuration names.
  ///
  /// - Throws: `StartupFailure` that names the key and the file.
  init(_ configuration: Configuration, logger: Logger) throws {
    let certificate = try configuration.value(of: ConnectionKeys.certificate)
    let key = try configuration.value(of: ConnectionKeys.key)
    let clientAuthority = try configuration.value(of: ConnectionKeys.clientAuthority)
    let authority = try configuration.value(of: ConnectionKeys.authority)
    guard (certificate == nil) == (key == nil) else {
      throw StartupFailure("tls_certificate and tls_key belong together: set both, or none")
    }
    guard clientAuthority == nil || certificate != nil else {
      throw StartupFailure("tls_client_ca asks clients for certificates over TLS: set tls_certificate and tls_key too")
    }
    let serverName = try configuration.value(of: ConnectionKeys.serverName)
    guard serverName == nil || authority != nil else {
      throw StartupFailure("tls_server_name is of no use without tls_ca: set both, or none")
    }
    let revoked = try configuration.value(of: ConnectionKeys.revoked)
    guard revoked == nil || clientAuthority != nil || authority != nil else {
      throw StartupFailure(
        "tls_revoked is of no use where no certificate is asked for: set tls_client_ca or tls_ca too"
      )
    }
    let clientNames = try configuration.value(of: ConnectionKeys.clientNames)
    guard clientNames.isEmpty || clientAuthority != nil else {
      throw StartupFailure("tls_client_names is of no use without certificates of clients: set tls_client_ca too")
    }
    do throws(SocketError) {
      if certificate == nil {
        server = nil
      } else {
        server = try TLS.server(
          TLSFiles(
            certificateChain: certificate,
            privateKey: key,
            authorities: clientAuthority,
            revoked: clientAuthority == nil ? nil : revoked
          ),
          allowedNames: clientNames,
          logger: logger
        )
      }
      if authority == nil {
        client = nil
      } else {
        client = try TLS.client(
          TLSFiles(certificateChain: certificate, privateKey: key, authorities: authority, revoked: revoked),
          serverName: serverName ?? "",
          logger: logger
        )
      }
    } catch {
      throw StartupFailure("TLS cannot be used: \(error.message)")
    }
  }

  /// Reads the certificates again.
  func reload() {
    server?.reload()
    client?.reload()
  }

  /// Looks for changed certificates no more.
  func stop() {
    server?.stop()
    client?.stop()
  }
}
