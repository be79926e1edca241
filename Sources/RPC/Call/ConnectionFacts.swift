internal import Synchronization

/// What all calls of a connection share.
final class ConnectionFacts: Sendable {
  let peer: String
  let time: any TimeSource
  let isDraining = Atomic<Bool>(false)

  init(peer: String, time: any TimeSource) {
    self.peer = peer
    self.time = time
  }
}
