public import RPC
public import Storage

extension RPCError {
  /// The status a caller gets for a failure of the store. Names neither file nor SQL: those belong into the log.
  public init(_ error: DatabaseError) {
    switch error.code {
    case .queueFull:
      self.init(
        .resourceExhausted,
        "too many calls wait for the store; try again shortly",
        retryAfter: .milliseconds(100),
        isNotProcessed: true
      )
    case .busy:
      self.init(.unavailable, "the store is busy; try again", retryAfter: .milliseconds(500), isNotProcessed: true)
    case .unavailable:
      let message = "the store cannot be reached; try again"
      self.init(.unavailable, message, retryAfter: .milliseconds(500), isNotProcessed: true)
    case .full:
      self.init(.resourceExhausted, "the store's disk is full; nothing was stored", retryAfter: .seconds(5))
    case .outcomeUnknown:
      let message = "the store failed while storing: repeat the call with the same operation_id to learn the outcome"
      self.init(.unavailable, message)
    case .stopped, .closed:
      self.init(.unavailable, "the store takes no more calls; the service is stopping", isNotProcessed: true)
    case .readOnly, .ioError, .cannotOpen, .locked:
      self.init(.unavailable, "the store cannot be used (\(error.code)); see the service's log")
      diagnosis = "\(error)"
    case .corrupt:
      self.init(.dataLoss, "the store is damaged; see the service's log")
      diagnosis = "\(error)"
    case .invalidText:
      self.init(.invalidArgument, "text holds a NUL character; remove it")
    default:
      self.init(.internalError, "the store failed (\(error.code)); see the service's log")
      diagnosis = "\(error)"
    }
  }
}

/// Runs `body` and turns a `DatabaseError` into the `RPCError` that callers get. Other errors pass.
public func withRPCErrors<T: Sendable>(_ body: () async throws -> T) async throws -> T {
  do {
    return try await body()
  } catch let error as DatabaseError {
    throw RPCError(error)
  }
}
