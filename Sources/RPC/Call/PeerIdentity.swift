/// Who is on the other side of a connection, as far as the transport has verified it. Empty when it has verified
/// nothing: on plain TCP anybody can be there.
public struct PeerIdentity: Hashable, Sendable {
  /// The process on the other side of a Unix socket, as the kernel tells it; nil on any other transport.
  public var process: PeerProcess?
  /// The certificate that the other side has proved to hold; nil without TLS, and when none was asked for.
  public var certificate: PeerCertificate?

  /// What is known of a peer.
  public init(process: PeerProcess? = nil, certificate: PeerCertificate? = nil) {
    self.process = process
    self.certificate = certificate
  }
}
