public import Logging
public import Messages
public import RPC
public import Storage

/// Keeps a copy of another service's records: watches its feed and applies the events to the own database.
///
/// What a batch of events changes and the cursor are in one transaction, so events are applied exactly once; events
/// that come again are skipped. When the source's log has another epoch, the copy is thrown away and built again from
/// the beginning. When the log ends before the cursor, or its chain of digests is not the one that was applied here, it
/// is another log under the same name: the follower stops for good and says so in its status.
public final class Follower: Sendable {
  /// Applies events, in order, none twice.
  public typealias Apply = @Sendable (_ events: [CommonV1.ChangeEvent], any WriteTransaction) throws -> Void
  /// Throws away all that was made of the source's events.
  public typealias Reset = @Sendable (any WriteTransaction) throws -> Void

  /// Opens a watch and delivers its items until it ends; throws when it ends badly, or when `deliver` does.
  typealias Watch =
    @Sendable (
      _ request: CommonV1.WatchRequest,
      _ deliver: @Sendable (CommonV1.WatchResponse) async throws -> Void
    ) async throws -> Void

  /// Source service: "registry", "listing".
  public let source: String
  private let database: any Database
  private let watch: Watch
  private let apply: Apply
  private let reset: Reset
  private let logger: Logger
  private let limits: FeedLimits
  private let onApplied: @Sendable (FollowerCursor) -> Void
  private let sweep: ErasureSweep
  private let state: FollowerState

  /// - Parameters:
  ///   - source: Source service: "registry", "listing".
  ///   - database: The follower's own; has the migration of `FollowerCursor`.
  ///   - channel: To the source.
  ///   - method: The source's Watch method.
  ///   - apply: Applies events but erased ones, in the transaction that moves the cursor. May run again after a
  ///     rollback. What it throws undoes the batch; it is tried again after a pause.
  ///   - reset: Throws away what was made of the source's events, before they come again from the beginning.
  ///   - logger: For connections, losses, and stops.
  ///   - limits: Batches and pauses.
  ///   - onApplied: Called after each commit that moved the cursor.
  public convenience init(
    source: String,
    database: any Database,
    channel: any Channel,
    method: RPC.Method<CommonV1.WatchRequest, CommonV1.WatchResponse>,
    apply: @escaping Apply,
    reset: @escaping Reset,
    logger: Logger,
    limits: FeedLimits = FeedLimits(),
    onApplied: @escaping @Sendable (FollowerCursor) -> Void = { _ in }
  ) {
    self.init(
      source: source,
      database: database,
      watch: { request, deliver in
        let stream = try await channel.serverStreaming(method, request, options: CallOptions())
        for try await item in stream { try await deliver(item) }
      },
      apply: apply,
      reset: reset,
      logger: logger,
      limits: limits,
      onApplied: onApplied
    )
  }

  /// The same with any way to the source.
  init(
    source: String,
    database: any Database,
    watch: @escaping Watch,
    apply: @escaping Apply,
    reset: @escaping Reset,
    logger: Logger,
    limits: FeedLimits,
    onApplied: @escaping @Sendable (FollowerCursor) -> Void
  ) {
    self.source = source
    self.database = database
    self.watch = watch
    self.apply = apply
    self.reset = reset
    self.logger = logger
    self.limits = limits
    self.onApplied = onApplied
    self.sweep = ErasureSweep(database: database, logger: logger)
    self.state = FollowerState(source: source)
  }

  /// How far it has come, for operators.
  public var status: RpcV1.FollowerStatus { state.status }

  /// Returns when the event of a revision was applied and committed here.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  public func waitUntilApplied(revision: UInt64) async throws {
    try await state.waitUntilApplied(revision)
  }

  /// Follows until the task is cancelled, connecting again after every loss; and clears what erasures leave behind.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.follow() }
      group.addTask { await self.sweep.run() }
    }
  }

  private func follow() async {
    var pause = ReconnectPause(limits: limits)
    /// The source refused our epoch: ask from the beginning, and let its first bookmark tell which one it has.
    var asksFromTheBeginning = false
    while !Task.isCancelled {
      let began = ContinuousClock.now
      do {
        try await follow(asksFromTheBeginning: asksFromTheBeginning)
        note("the source ended the watch")
      } catch let refusal as SourceError where refusal.code == .failedPrecondition && !asksFromTheBeginning {
        logger.warning("the source's log has another epoch", metadata: metadata(refusal))
        asksFromTheBeginning = true
        continue
      } catch let refusal as SourceError where refusal.code == .outOfRange {
        return await stop("the source's log ends before what was applied here (\(refusal)); was an old file put back?")
      } catch let refusal as SourceError where refusal.code == .dataLoss {
        return await stop("the source's log is not the one that was applied here (\(refusal)); was a file put back?")
      } catch let error as FollowError where error.isAnotherHistory {
        return await stop(error.description)
      } catch {
        if !Task.isCancelled { note("\(error)") }
      }
      asksFromTheBeginning = false
      // A watch that fails right after it was opened, again and again, gets longer pauses too.
      if began.duration(to: .now) > limits.reconnectPauseMax { pause.reset() }
      try? await Task.sleep(for: pause.next())
    }
    _ = state.noteDisconnected("stopped")
  }

  private func stop(_ reason: String) async {
    // Said before it is shown: whoever sees the status finds the reason in the log.
    logger.critical("stopped following", metadata: ["source": "\(source)", "reason": "\(reason)"])
    _ = state.noteDisconnected("stopped: \(reason)")
    // The status stays up for operators; only a restart, after somebody looked, follows again.
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
  }

  private func note(_ reason: String) {
    guard state.noteDisconnected(reason) else { return }
    logger.warning("not following", metadata: ["source": "\(source)", "reason": "\(reason)"])
  }

  private func metadata(_ error: any Error) -> Logger.Metadata {
    ["source": "\(source)", "reason": "\(error)"]
  }

  /// One watch, from the request to its end.
  private func follow(asksFromTheBeginning: Bool) async throws {
    let source = source
    let cursor = try await database.read { try FollowerCursor.load(source: source, in: $0) }
    state.noteApplied(cursor)
    var request = CommonV1.WatchRequest()
    if !asksFromTheBeginning {
      request.epoch = cursor.epoch
      request.afterRevision = cursor.revision
      request.afterDigest = cursor.digest
    }
    let firstRequest = request
    let queue = FollowQueue(limits: limits)
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await self.pump(firstRequest, into: queue) }
        group.addTask { try await self.watchForSilence(queue) }
        // Ending the queue ends the pump; letting go of the stream ends the call.
        defer {
          queue.end(with: nil)
          group.cancelAll()
        }
        try await applyAll(of: queue, from: cursor, asksFromTheBeginning)
      }
    } onCancel: {
      queue.end(with: CancellationError())
    }
  }

  private func pump(_ request: CommonV1.WatchRequest, into queue: FollowQueue) async {
    do {
      try await watch(request) { item in
        guard await queue.append(item) else { throw CancellationError() }
      }
      queue.end(with: nil)
    } catch {
      queue.end(with: SourceError(cause: error))
    }
  }

  private func watchForSilence(_ queue: FollowQueue) async throws {
    var seen = -1
    while true {
      let count = queue.receivedCount
      if count == seen, queue.isReaderWaiting {
        return queue.end(with: FollowError(description: "nothing was heard for \(limits.silenceLimit)"))
      }
      seen = count
      try await Task.sleep(for: limits.silenceLimit)
    }
  }

  /// Goes over what comes, which takes hashing, while the step before is being committed.
  private func applyAll(
    of queue: FollowQueue,
    from start: FollowerCursor,
    _ asksFromTheBeginning: Bool
  ) async throws {
    var progress = FollowProgress(cursor: start, asksFromTheBeginning: asksFromTheBeginning)
    try await withThrowingTaskGroup(of: Void.self) { commits in
      do {
        while let items = try await queue.takeAll() {
          let wasConnected = progress.isConnected
          let step = try progress.step(over: items)
          let connects = !wasConnected && progress.isConnected
          try await commits.next()
          commits.addTask {
            do {
              try await self.apply(step, connects: connects)
            } catch {
              // Nothing more may come for a long time.
              queue.end(with: error)
              throw error
            }
          }
        }
        try await commits.next()
      } catch {
        // What was begun is not cut off by what came behind it.
        _ = try? await commits.next()
        throw error
      }
    }
  }

  private func apply(_ step: FollowProgress.Step, connects: Bool) async throws {
    try await commit(step)
    state.noteSourceRevision(step.sourceRevision)
    guard connects else { return }
    state.noteConnected()
    logger.info("following", metadata: ["source": "\(source)", "revision": "\(step.to.revision)"])
  }

  private func commit(_ step: FollowProgress.Step) async throws {
    guard step.changesAnything else { return }
    let source = source
    let apply = apply
    let reset = reset
    let erases = step.events.contains { $0.erasesHistory }
    try await database.write { transaction in
      if step.resets { try reset(transaction) }
      // An erased event tells nothing; a later one of its subject has the state.
      let events = step.events.contains(where: \.isErased) ? step.events.filter { !$0.isErased } : step.events
      if !events.isEmpty { try apply(events, transaction) }
      if erases { try ErasureSweep.request(in: transaction) }
      try FollowerCursor.move(source: source, from: step.from, to: step.to, in: transaction)
    }
    if erases { sweep.noteRequest() }
    state.noteApplied(step.to)
    onApplied(step.to)
  }
}
