public import RPC

/// The inbound event that tells the handlers behind `TransportSecurity` that bytes may be exchanged.
public struct ConnectionSecured: Sendable {
  /// The certificate that the peer has proved to hold; nil when none was asked for.
  public let certificate: PeerCertificate?

  /// The event.
  public init(certificate: PeerCertificate?) {
    self.certificate = certificate
  }
}
