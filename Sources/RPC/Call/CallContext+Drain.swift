extension CallContext {
  /// True once the server has begun to stop: a long answer should come to its end.
  public var isDraining: Bool { state.connection.drain.isDraining }

  /// Returns when the server has begun to stop, at once if it has already, or when the calling task is cancelled.
  public func waitUntilDraining() async {
    await state.connection.drain.wait()
  }

  /// Runs the body of a stream that would go on for ever, such as a watch. When the server begins to stop, the body's
  /// task is cancelled, and what it was waiting for ends; the call then ends with a status that tells its caller to
  /// come again.
  /// - Throws: UNAVAILABLE when the server stops; otherwise what `body` throws.
  public func untilDraining<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        await waitUntilDraining()
        return nil
      }
      defer { group.cancelAll() }
      // The first to end decides: the body with its result or error, or the drain.
      if let first = try await group.next(), let result = first { return result }
      try Task.checkCancellation()
      throw RPCError.draining
    }
  }
}

extension RPCError {
  /// The end of a call that would go on for ever on a server that stops.
  public static var draining: RPCError {
    RPCError(.unavailable, "the server is shutting down; call again")
  }
}
