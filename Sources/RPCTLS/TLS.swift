public import Logging
public import RPCSocket

/// TLS 1.3 for connections. Compiled in by the package trait TLS; without it everything here fails with a sentence that
/// says so.
public enum TLS {
  #if TLS
    /// True when this program was built with TLS.
    public static let isBuiltIn = true
  #else
    /// True when this program was built with TLS.
    public static let isBuiltIn = false
  #endif

  /// What to tell somebody who asks a program without TLS for it: a phrase that can follow a name.
  public static let absence =
    "needs TLS, and this program was built without it; build it with: swift build --traits TLS"

  /// The protocol's name in the handshake (RFC 7301). Both sides insist on it: bytes meant for another protocol's
  /// server, redirected to ours, end in the handshake.
  public static let applicationProtocol = "ocop/1"

  /// How often files are looked at for changes by default.
  public static let lookInterval = Duration.seconds(10)

  /// Security for a server.
  /// - Parameters:
  ///   - files: `certificateChain` and `privateKey` are needed; with `authorities`, every client must show a
  ///     certificate that leads to one of them.
  ///   - allowedNames: names of which a client's certificate has to have one; empty = any. Needs `authorities`.
  ///   - lookInterval: how often the files are looked at for changes.
  /// - Throws: `SocketError` that says which file is wrong and how.
  public static func server(
    _ files: TLSFiles,
    allowedNames: [CertificateNamePattern] = [],
    logger: Logger,
    lookInterval: Duration = lookInterval
  ) throws(SocketError) -> any TransportSecurity {
    #if TLS
      return try TLSSecurity(
        role: .server,
        files: files,
        serverName: "",
        allowedNames: allowedNames,
        logger: logger,
        lookInterval: lookInterval
      )
    #else
      throw SocketError("a TLS certificate \(absence)")
    #endif
  }

  /// Security for clients.
  /// - Parameters:
  ///   - files: `authorities` is needed; the other two when servers ask for a certificate.
  ///   - serverName: the name that every server's certificate must have; empty = the host it was reached by.
  ///   - lookInterval: how often the files are looked at for changes.
  /// - Throws: `SocketError` that says which file is wrong and how.
  public static func client(
    _ files: TLSFiles,
    serverName: String = "",
    logger: Logger,
    lookInterval: Duration = lookInterval
  ) throws(SocketError) -> any TransportSecurity {
    #if TLS
      return try TLSSecurity(
        role: .client,
        files: files,
        serverName: serverName,
        allowedNames: [],
        logger: logger,
        lookInterval: lookInterval
      )
    #else
      throw SocketError("a TLS authority \(absence)")
    #endif
  }
}
