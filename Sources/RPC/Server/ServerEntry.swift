/// What belongs to an open stream of a server.
enum ServerEntry {
  case none
  case call(ServerCall)
  /// The answer of a handler that ran at once, too large for one frame.
  case sending(OutboundStream, CallState)
  case relayed(RelayedCall)
}
