/// Why a peer was not let in, or did not let us in, when the connection was to be secured. For metrics and for
/// programs; people read the message beside it.
public enum HandshakeFailure: String, Sendable, Hashable, CaseIterable {
  /// The peer's certificate has expired, or is not valid yet.
  case expired
  /// The peer's certificate does not lead to an authority that is believed here, or is not made for this use.
  case untrusted
  /// The peer's certificate is for another name than the one that was connected to.
  case wrongName = "wrong_name"
  /// The peer showed no certificate, and one is required.
  case noCertificate = "no_certificate"
  /// An authority that is believed here made the peer's certificate, and has taken it back.
  case revoked
  /// The peer's certificate is good, and none of its names is let in here.
  case nameNotAllowed = "name_not_allowed"
  /// The peer refused us.
  case refusedByPeer = "refused_by_peer"
  /// The peer speaks something else: not TLS, an older version of it, another protocol over it.
  case notSpoken = "not_spoken"
  /// The handshake was not finished in time, or the peer left in the middle of it.
  case unfinished
  /// Anything else.
  case other
}
