/// What a relay's policy holds of a call that it has forwarded: it is told how the call ends, and asked where else to
/// go when the call certainly did not reach a handler. On the loop only.
public protocol RelayLease: AnyObject, Sendable {
  /// Whether there may be an alternative: then a copy of a small OPEN is kept until the target is heard of.
  var mayMove: Bool { get }

  /// Longest time that the call may take, in nanoseconds, whatever its caller says; 0 = as long as that.
  var timeoutMaxNanoseconds: UInt64 { get }

  /// The target certainly did not process the call: another one to try it with. Asked once at most, and what the call
  /// counts as at the first target ends with it.
  /// - Returns: nil when there is none; the call then ends with `error`.
  func alternative(after error: RPCError) -> ClientChannel?

  /// The target answers with a stream: how long the call lasts is up to its caller. Told once at most.
  func becameStream()

  /// The call is over, at the target that it went to last. Told once.
  func ended(_ end: RelayEnd)
}

extension RelayLease {
  /// Most let the caller decide.
  public var timeoutMaxNanoseconds: UInt64 { 0 }
  /// Most make no difference.
  public func becameStream() {}
}

/// How a forwarded call ended, as far as it says something of the target.
public enum RelayEnd: Sendable, Hashable {
  /// The target has answered, with whatever it was, save the next.
  case answered
  /// The target did not look at the call, because too much is under way there.
  case overloaded
  /// The connection ended the call: it could not be made, or was lost.
  case lost
  /// The time of the call ran out, and nothing was heard of it from the target.
  case overdue
  /// It says nothing of the target: the caller gave the call up, or the relay itself refused to go on.
  case neutral
}
