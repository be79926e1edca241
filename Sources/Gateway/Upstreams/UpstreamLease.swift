import RPC

/// A forwarded call, as its group follows it: whose it is, and which process it counts at.
///
/// Unchecked: `token` and `isStream` are touched on the loop of its group only, as `RelayLease` promises.
final class UpstreamLease: RelayLease, @unchecked Sendable {
  private let group: UpstreamGroup
  private let caller: Int
  private var token: UpstreamToken
  private var isStream = false
  let mayMove: Bool
  let timeoutMaxNanoseconds: UInt64

  /// - Parameters:
  ///   - caller: the caller's number.
  ///   - mayMove: whether there is more than one process.
  ///   - timeoutMaxNanoseconds: longest time of the call; 0 = as long as its caller says.
  init(
    _ group: UpstreamGroup,
    _ token: UpstreamToken,
    caller: Int,
    mayMove: Bool,
    timeoutMaxNanoseconds: UInt64 = 0
  ) {
    self.group = group
    self.caller = caller
    self.timeoutMaxNanoseconds = timeoutMaxNanoseconds
    self.token = token
    self.mayMove = mayMove
  }

  func alternative(after error: RPCError) -> ClientChannel? {
    guard let (channel, other) = group.alternative(to: token) else { return nil }
    // That it could not be reached its channel has told already.
    group.moved(from: token)
    token = other
    return channel
  }

  func becameStream() {
    isStream = true
    group.becameStream(caller: caller)
  }

  func ended(_ end: RelayEnd) {
    group.ended(token, end, caller: caller, isStream: isStream)
  }
}
