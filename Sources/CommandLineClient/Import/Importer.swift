import Messages
import RPC
import Synchronization

/// Sends records to their services, once, whatever happens on the way.
struct Importer: Sendable {
  let channel: any Channel
  let session: Session
  /// Time for one request, retries included.
  let budget: Duration

  /// Sends one batch until it is answered for certain.
  ///
  /// A lost connection or a passed deadline leaves it unknown whether the records are stored, so the same request goes
  /// out again under the same operation id: the service does it once. For the same reason Ctrl-C does not break the
  /// attempt that is under way; it only keeps another from beginning.
  ///
  /// - Throws: `RPCError` of the last attempt, or what the request itself threw.
  func send(
    _ batch: ImportBatch,
    operationID: String,
    isDryRun: Bool,
    registryRevision: UInt64,
    queuesConflicts: Bool = false
  ) async throws -> CommonV1.ImportSummary {
    let request = try batch.request(
      operationID: operationID,
      isDryRun: isDryRun,
      registryRevision: registryRevision,
      queuesConflicts: queuesConflicts
    )
    let stop = StopFlag()
    let attempts = Task { try await answer(to: request, of: batch.keeper, stop) }
    return try await withTaskCancellationHandler {
      try await attempts.value
    } onCancel: {
      if isDryRun { attempts.cancel() }
      stop.set()
    }
  }

  private final class StopFlag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
  }

  private func answer(to request: [UInt8], of keeper: RecordKeeper, _ stop: StopFlag) async throws
    -> CommonV1.ImportSummary
  {
    let path = keeper.serviceFullName + "/ImportRecords"
    let clock = ContinuousClock()
    let start = clock.now
    var schedule = RetrySchedule(budget: budget)
    var attempts = 0
    while true {
      let attempt = await attempt(path, request, timeout: schedule.attemptTimeout(elapsed: clock.now - start))
      attempts += 1
      switch attempt {
      case .success(let answer):
        return try CommonV1.ImportSummary(decodingBytes: answer)
      case .failure(let error):
        let jitter = Double.random(in: 0...1)
        let delay = schedule.nextDelay(elapsed: clock.now - start, askedFor: error.retryAfter, jitter: jitter)
        guard error.isWorthRepeating, let delay, !stop.isSet else { throw error }
        if attempts == 1 {
          let seconds = budget.components.seconds
          try session.note("ocop: \(keeper) did not answer (\(error.message)); trying again for \(seconds) s …")
        }
        try await session.pause(delay)
      }
    }
  }

  private func attempt(_ path: String, _ request: [UInt8], timeout: Duration) async -> Result<[UInt8], RPCError> {
    do throws(RPCError) {
      return .success(
        try await channel.unaryBytes(path: path, request: request, options: CallOptions(timeout: timeout))
      )
    } catch {
      return .failure(error)
    }
  }

  /// Head of a service's log; 0 when it does not answer, so that what is known already is enough.
  func head(of keeper: RecordKeeper) async throws -> UInt64 {
    do {
      return try await RecordReader(channel: channel, options: CallOptions(timeout: budget / 2)).head(of: keeper)
    } catch let error as RPCError {
      if error.code == .cancelled { throw error }
      return 0
    }
  }
}

extension RPCError {
  /// True when the outcome is unknown or the service was away, so that the same operation should be sent again.
  var isWorthRepeating: Bool {
    code == .unavailable || code == .deadlineExceeded || (code == .resourceExhausted && isNotProcessed)
  }
}
