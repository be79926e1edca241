/// How a channel stands with its peer.
public enum Connectivity: Sendable, Hashable {
  /// There is no connection; the next call makes one.
  case idle
  /// A connection is being made. It is ready when the peer has said HELLO.
  case connecting
  /// Calls can be made.
  case ready
  /// The peer could not be reached, and is left alone for a while: calls fail at once, with this reason.
  case resting(reason: String)
  /// The channel was closed.
  case closed
}
