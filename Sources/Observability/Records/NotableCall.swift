internal import Messages

/// A call that was worth keeping.
struct NotableCall {
  let snapshot: RpcV1.CallSnapshot
  /// Which of all that were kept it is, in the order of their ends.
  let number: UInt64
}
