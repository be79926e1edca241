/// Which side of a connection: the client opens streams, the server answers them.
public enum ConnectionRole: Hashable, Sendable {
  /// Opens streams.
  case client
  /// Answers them.
  case server
}
