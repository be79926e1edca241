import RPC
import Synchronization

/// A forwarded call, as its group follows it: whose it is, and which process it counts at.
final class UpstreamLease: RelayLease {
  private struct State {
    var token: UpstreamToken
    var isStream = false
  }

  private let group: UpstreamGroup
  private let caller: Int
  private let state: Mutex<State>
  let timeoutMaxNanoseconds: UInt64

  /// - Parameters:
  ///   - caller: the caller's number.
  ///   - timeoutMaxNanoseconds: longest time of the call; 0 = as long as its caller says.
  init(_ group: UpstreamGroup, _ token: UpstreamToken, caller: Int, timeoutMaxNanoseconds: UInt64 = 0) {
    self.group = group
    self.caller = caller
    self.timeoutMaxNanoseconds = timeoutMaxNanoseconds
    state = Mutex(State(token: token))
  }

  var mayMove: Bool { group.hasChoice }

  func alternative(after error: RPCError) -> ClientChannel? {
    state.withLock { state in
      guard let (channel, other) = group.alternative(to: state.token) else { return nil }
      // That it could not be reached its channel has told already.
      group.moved(from: state.token)
      state.token = other
      return channel
    }
  }

  func becameStream() {
    state.withLock { $0.isStream = true }
    group.becameStream(caller: caller)
  }

  func ended(_ end: RelayEnd) {
    let state = state.withLock { $0 }
    group.ended(state.token, end, caller: caller, isStream: state.isStream)
  }
}
