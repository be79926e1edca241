/// What becomes of a call of which an attempt has failed.
enum RetryDecision: Sendable, Equatable {
  /// It is made again after a pause.
  case again(afterNanoseconds: Int64)
  /// It ends with this error.
  case end(RPCError)
}
