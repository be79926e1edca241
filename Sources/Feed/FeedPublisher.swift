public import Messages
public import RPC
public import Storage

/// Serves a service's change log to watchers.
public final class FeedPublisher: Sendable {
  private let database: any Database
  private let limits: FeedLimits
  private let commits = CommitSignal()

  /// - Parameters:
  ///   - database: Has the migration of `ChangeLog`.
  ///   - limits: Batches and intervals.
  public init(database: any Database, limits: FeedLimits = FeedLimits()) {
    self.database = database
    self.limits = limits
    database.onCommitElsewhere { [commits] in commits.note() }
  }

  /// Wakes the watchers. To be called after each commit that added events; forgetting it delays them by an interval.
  public func noteCommit() {
    commits.note()
  }

  /// The whole of a Watch method: a bookmark first, then the events after the cursor, in order and without gaps, and a
  /// bookmark whenever the watcher has caught up and at least every interval. A slow watcher costs one batch of memory.
  ///
  /// - Throws: `RPCError`: FAILED_PRECONDITION when the log has another epoch, OUT_OF_RANGE when the cursor is beyond
  ///   the head, DATA_LOSS when the log's history is another than the watcher's, INVALID_ARGUMENT for too many kinds,
  ///   UNAVAILABLE when the server drains; CANCELLED when the watcher has gone.
  public func serveWatch(
    _ request: CommonV1.WatchRequest,
    to writer: ResponseWriter<CommonV1.WatchResponse>,
    context: CallContext
  ) async throws {
    try await withRPCErrors {
      try await serve(
        request,
        isDraining: { context.isDraining },
        waitUntilDraining: { await context.waitUntilDraining() },
        send: { try await writer.write($0) }
      )
    }
  }

  /// The whole of a VerifyChangeLog method.
  ///
  /// - Throws: `RPCError`: INVALID_ARGUMENT for too many places; CANCELLED when the caller has gone.
  public func serveVerification(
    _ request: CommonV1.VerifyChangeLogRequest,
    to writer: ResponseWriter<CommonV1.VerifyChangeLogResponse>
  ) async throws {
    guard request.revisions.count <= 100 else {
      let description = "\(request.revisions.count) places are asked for; at most 100 are answered"
      throw RPCError.invalid(field: "revisions", reason: "too_many", description: description)
    }
    try await withRPCErrors {
      let verification = ChangeLogVerification(database: database, limits: limits)
      let verdict = try await verification.verdict(revisions: Set(request.revisions)) { progress in
        var response = CommonV1.VerifyChangeLogResponse()
        response.item = .progress(progress)
        try await writer.write(response)
      }
      var response = CommonV1.VerifyChangeLogResponse()
      response.item = .verdict(verdict)
      try await writer.write(response)
    }
  }

  /// One look at the log.
  private struct Batch: Sendable {
    var head: LogHead
    var events: [CommonV1.ChangeEvent]
  }

  /// The same, apart from the way the answers take.
  func serve(
    _ request: CommonV1.WatchRequest,
    isDraining: () -> Bool,
    waitUntilDraining: (@Sendable () async -> Void)? = nil,
    send: (CommonV1.WatchResponse) async throws -> Void
  ) async throws {
    let filter = try SubjectFilter(kinds: request.subjectKinds)
    let (head, digest) = try await database.read { transaction in
      (try ChangeLog.head(in: transaction), try ChangeLog.digest(at: request.afterRevision, in: transaction))
    }
    try Self.check(request, against: head, digest: digest)
    // What the log says of the place the watcher has come to.
    var place = LogHead(
      epoch: head.epoch,
      revision: request.afterRevision,
      digest: digest ?? [],
      compactedRevision: head.compactedRevision
    )
    var bookmarked = ContinuousClock.now
    try await send(Self.bookmark(place))
    var isBookmarkDue = false
    while true {
      try Task.checkCancellation()
      if isDraining() { throw RPCError(.unavailable, "the service is stopping; watch again from the last revision") }
      let generation = commits.generation
      let batch = try await read(after: place.revision)
      guard batch.head.epoch == head.epoch else { throw Self.epochRefusal(request.epoch, batch.head.epoch) }
      if batch.head.compactedRevision > place.compactedRevision {
        // Before the first gap comes, the watcher has to know that there may be gaps.
        place.compactedRevision = batch.head.compactedRevision
        try await send(Self.bookmark(place))
      }
      for event in batch.events {
        place.revision = event.revision
        place.digest = event.digest
        isBookmarkDue = true
        guard filter.includes(event.subject) else { continue }
        var response = CommonV1.WatchResponse()
        response.item = .event(event)
        try await send(response)
      }
      let hasCaughtUp = place.revision >= batch.head.revision
      if bookmarked.duration(to: .now) >= limits.bookmarkInterval || (hasCaughtUp && isBookmarkDue) {
        try await send(Self.bookmark(place))
        bookmarked = .now
        isBookmarkDue = false
      }
      if hasCaughtUp {
        await commits.wait(after: generation, atMost: limits.bookmarkInterval, orUntil: waitUntilDraining)
      }
    }
  }

  private func read(after cursor: UInt64) async throws -> Batch {
    let limits = limits
    return try await database.read { transaction in
      let head = try ChangeLog.head(in: transaction)
      guard head.revision > cursor else { return Batch(head: head, events: []) }
      let events = try ChangeLog.events(
        after: cursor,
        limit: limits.batchEventsMax,
        byteLimit: limits.batchBytesMax,
        in: transaction
      )
      return Batch(head: head, events: events)
    }
  }

  private static func check(_ request: CommonV1.WatchRequest, against head: LogHead, digest: [UInt8]?) throws {
    guard request.epoch.isEmpty || request.epoch == head.epoch else { throw epochRefusal(request.epoch, head.epoch) }
    guard request.afterRevision <= head.revision else {
      throw FeedRefusal.cursorBeyondHead.error(
        "after_revision is \(request.afterRevision), the log ends at \(head.revision): it has lost events"
      )
    }
    // Without an event there it was compacted away, and nothing can be said.
    guard request.afterDigest.isEmpty || digest == nil || request.afterDigest == digest else {
      throw FeedRefusal.historyDiffers.error(
        "at revision \(request.afterRevision) the log's digest is another than the watcher's: they are two histories"
      )
    }
  }

  private static func epochRefusal(_ asked: String, _ found: String) -> RPCError {
    FeedRefusal.epochChanged.error("epoch is \(asked), the log's is \(found): start again from revision 0")
  }

  private static func bookmark(_ place: LogHead) -> CommonV1.WatchResponse {
    var bookmark = CommonV1.Bookmark()
    bookmark.epoch = place.epoch
    bookmark.revision = place.revision
    bookmark.digest = place.digest
    bookmark.compactedRevision = place.compactedRevision
    var response = CommonV1.WatchResponse()
    response.item = .bookmark(bookmark)
    return response
  }
}
