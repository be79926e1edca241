/// What is to be done about a hedged call.
enum HedgingAction: Sendable, Equatable {
  /// Send another attempt.
  case start
  /// Tell when this much time has passed, under this number.
  case setTimer(number: Int, nanoseconds: Int64)
  /// End the call with this error, and the attempts that are running.
  case end(RPCError)
}
