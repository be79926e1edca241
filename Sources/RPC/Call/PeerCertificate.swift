/// The names in a certificate that a peer has proved to hold, and that was verified up to an authority we trust.
public struct PeerCertificate: Hashable, Sendable {
  /// The subject's common name; nil when it has none. Kept for old certificates: names to decide by are below.
  public var commonName: String?
  /// Subject alternative names of the kind DNS: "listing.ocop.example".
  public var dnsNames: [String]
  /// Subject alternative names of the kind URI: "spiffe://ocop.example/listing".
  public var uris: [String]
  /// Subject alternative names of the kind IP address, as text: "10.0.0.7", "fd00::7".
  public var ipAddresses: [String]
  /// When it expires, in seconds since 1970.
  public var notValidAfterSeconds: Int64

  /// A certificate by its names.
  public init(
    commonName: String? = nil,
    dnsNames: [String] = [],
    uris: [String] = [],
    ipAddresses: [String] = [],
    notValidAfterSeconds: Int64
  ) {
    self.commonName = commonName
    self.dnsNames = dnsNames
    self.uris = uris
    self.ipAddresses = ipAddresses
    self.notValidAfterSeconds = notValidAfterSeconds
  }
}
