import RPC
import RPCSocket

/// A process behind the gateway outside of its group's table: its channel.
struct UpstreamMember: Sendable {
  let channel: SocketChannel
  /// The same, for the gateway's own calls, with spans.
  let traced: any Channel
}
