import ClientKit
import Messages
import RPC

/// Prints a service's change feed, and goes on after a broken connection.
struct FeedWatcher: Sendable {
  let keeper: RecordKeeper
  let channel: any Channel
  let session: Session
  let isJSON: Bool

  /// Prints every change after a revision until the task is cancelled.
  ///
  /// - Parameter patience: How long the service may be away before watching ends with its error.
  /// - Throws: `RPCError` when the service refuses the watch, or is away for too long.
  func run(after revision: UInt64, patience: Duration) async throws {
    var request = CommonV1.WatchRequest()
    request.afterRevision = revision
    let clock = ContinuousClock()
    var lastHeard = clock.now
    var schedule = RetrySchedule(budget: patience)
    while true {
      do {
        let answers = try await channel.serverStreamingBytes(
          path: keeper.serviceFullName + "/Watch",
          request: request.encodedBytes(),
          options: CallOptions()
        )
        for try await bytes in answers {
          lastHeard = clock.now
          schedule = RetrySchedule(budget: patience)
          try handle(try CommonV1.WatchResponse(decodingBytes: bytes), &request)
        }
        return
      } catch let error as RPCError {
        let delay = schedule.nextDelay(elapsed: clock.now - lastHeard, askedFor: error.retryAfter, jitter: 0)
        guard error.isWorthRepeating, let delay, !Task.isCancelled else { throw error }
        try session.note("ocop: the watch broke (\(error.message)); going on after revision \(request.afterRevision) …")
        try await session.pause(delay)
      }
    }
  }

  /// Prints an item and moves the cursor behind it.
  private func handle(_ response: CommonV1.WatchResponse, _ request: inout CommonV1.WatchRequest) throws {
    if isJSON {
      try session.output.write(JSONWriter.oneLine(try MessageJSON.value(of: response)) + "\n")
    }
    switch response.item {
    case .event(let event):
      request.afterRevision = event.revision
      if !isJSON {
        try session.output.write(ChangeEventText.line(event) + "\n")
      }
    case .bookmark(let bookmark):
      request.epoch = bookmark.epoch
      request.afterRevision = max(request.afterRevision, bookmark.revision)
    case nil:
      break
    }
  }
}
