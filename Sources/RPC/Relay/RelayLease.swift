/// What a relay's policy holds of a call that it has forwarded: it is told how the call ends, and asked where else to
/// go when the call certainly did not reach a handler. On the loop only.
public protocol RelayLease: AnyObject, Sendable {
  /// Whether there may be an alternative: then a copy of a small OPEN is kept until the target is heard of.
  var mayMove: Bool { get }

  /// The target certainly did not process the call: another one to try it with. Asked once at most, and what the call
  /// counts as at the first target ends with it.
  /// - Returns: nil when there is none; the call then ends with `error`.
  func alternative(after error: RPCError) -> ClientChannel?

  /// The call is over, at the target that it went to last. Told once.
  func ended(_ end: RelayEnd)
}

/// How a forwarded call ended, as far as it says something of the target.
public enum RelayEnd: Sendable, Hashable {
  /// The target has answered, with whatever it was.
  case answered
  /// The connection ended the call: it could not be made, or was lost.
  case lost
  /// The time of the call ran out, and nothing was heard of it from the target.
  case overdue
  /// It says nothing of the target: the caller gave the call up, or the relay itself refused to go on.
  case neutral
}
