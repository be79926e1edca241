/// What all calls of a connection share.
final class ConnectionFacts: Sendable {
  let peer: String
  let identity: PeerIdentity
  /// Who is there, to count by.
  let callerKey: String
  let time: any TimeSource
  let drain = DrainSignal()

  init(peer: String, identity: PeerIdentity = PeerIdentity(), time: any TimeSource) {
    self.peer = peer
    self.identity = identity
    callerKey = CallerKey.key(identity, peer: peer)
    self.time = time
  }
}
