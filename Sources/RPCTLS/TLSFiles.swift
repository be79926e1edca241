/// The files that one side of TLS is configured by: each a path to PEM text, at most 1 MiB (4 MiB for `revoked`).
public struct TLSFiles: Sendable, Hashable {
  /// This side's certificate, followed by those that lead up to an authority; nil = it shows none (clients only).
  public var certificateChain: String?
  /// The private key of the first certificate; present exactly when `certificateChain` is. Only this process's user and
  /// root may reach it, or a group that root gave it to.
  public var privateKey: String?
  /// The certificates of the authorities that the other side's certificate must lead to. A server that has none asks
  /// for no certificate; a client needs them.
  public var authorities: String?
  /// Lists of certificates that their authorities have taken back (X509 CRL): who shows one is refused, and connections
  /// of such are ended as soon as the list is read; nil = none. Needs `authorities`.
  public var revoked: String?

  /// The files.
  public init(
    certificateChain: String? = nil,
    privateKey: String? = nil,
    authorities: String? = nil,
    revoked: String? = nil
  ) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
    self.authorities = authorities
    self.revoked = revoked
  }

  /// Every path.
  var paths: [String] { [certificateChain, privateKey, authorities, revoked].compactMap { $0 } }
}
