/// What the end of a call says of the member that answered it.
enum MemberVerdict: Sendable {
  /// It works. An answer like NOT_FOUND or INVALID_ARGUMENT is about the call, not about the member.
  case success
  /// It does not: UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN or DATA_LOSS.
  case failure
  /// Nothing.
  case neutral

  /// What an error says; nil = the call ended well.
  ///
  /// Neutral are: what the caller did (CANCELLED, a call that was never sent); a lost connection, because the state of
  /// the connection says so better and sooner; overload (RESOURCE_EXHAUSTED), because ejecting a member that is
  /// overloaded overloads the next; and what a proxy says of others (ORIGIN_PROXY), because its neighbours would say
  /// the same.
  init(_ error: RPCError?) {
    guard let error else {
      self = .success
      return
    }
    switch error.code {
    case .unavailable:
      self = error.origin == .peer ? .failure : .neutral
    case .deadlineExceeded:
      self = error.origin == .proxy || error.isNotProcessed ? .neutral : .failure
    case .internalError, .unknown, .dataLoss:
      self = error.origin == .peer ? .failure : .neutral
    case .cancelled, .resourceExhausted, .ok:
      self = .neutral
    case .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition, .aborted, .outOfRange,
      .unimplemented, .unauthenticated:
      self = error.origin == .peer ? .success : .neutral
    }
  }
}
