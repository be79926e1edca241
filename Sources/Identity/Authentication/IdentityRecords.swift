/// What callers are recognised by.
public struct IdentityRecords: Sendable {
  /// Keys whose tokens are taken.
  public var keys: VerificationKeys
  /// Tokens that are not taken any more.
  public var revoked: RevokedTokens
  /// Who is on the other side of connections.
  public var peers: KnownPeers

  /// What callers are recognised by.
  public init(
    keys: VerificationKeys = VerificationKeys(),
    revoked: RevokedTokens = RevokedTokens(),
    peers: KnownPeers = KnownPeers()
  ) {
    self.keys = keys
    self.revoked = revoked
    self.peers = peers
  }

  /// True when nobody could be recognised by them.
  public var isEmpty: Bool { keys.ids.isEmpty && peers.count == 0 }
}
