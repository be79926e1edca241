import RPC
import Synchronization

/// A forwarded call, as its group follows it: which process it counts at.
final class UpstreamLease: RelayLease {
  private let group: UpstreamGroup
  private let token: Mutex<UpstreamToken>

  init(_ group: UpstreamGroup, _ token: UpstreamToken) {
    self.group = group
    self.token = Mutex(token)
  }

  var mayMove: Bool { group.hasChoice }

  func alternative(after error: RPCError) -> ClientChannel? {
    token.withLock { token in
      guard let (channel, other) = group.alternative(to: token) else { return nil }
      // That it could not be reached its channel has told already.
      group.ended(token, .neutral)
      token = other
      return channel
    }
  }

  func ended(_ end: RelayEnd) {
    group.ended(token.withLock { $0 }, end)
  }
}
