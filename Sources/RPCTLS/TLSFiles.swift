/// The files that one side of TLS is configured by: each a path to PEM text, at most 1 MiB.
public struct TLSFiles: Sendable, Hashable {
  /// This side's certificate, followed by those that lead up to an authority; nil = it shows none (clients only).
  public var certificateChain: String?
  /// The private key of the first certificate; present exactly when `certificateChain` is.
  public var privateKey: String?
  /// The certificates of the authorities that the other side's certificate must lead to. A server that has none asks
  /// for no certificate; a client needs them.
  public var authorities: String?

  /// The files.
  public init(certificateChain: String? = nil, privateKey: String? = nil, authorities: String? = nil) {
    self.certificateChain = certificateChain
    self.privateKey = privateKey
    self.authorities = authorities
  }

  /// Every path.
  var paths: [String] { [certificateChain, privateKey, authorities].compactMap { $0 } }
}
