public import Feed
public import Logging
public import Messages
public import RPC
public import Storage
import Synchronization

/// Takes calls that were refused since their caller has no right to them into the audit log. They are collected for
/// some seconds and then written together, so that somebody who knocks again and again cannot fill the disk; what is
/// left out is counted in an entry of its own.
public final class AuditRefusals: Sendable {
  private struct Key: Hashable {
    let origin: AuditOrigin
    let outcome: String
  }

  private struct State {
    var counts: [Key: UInt64] = [:]
    var leftOutCount: UInt64 = 0
    var day: Int64 = 0
    var entriesOfDay = 0
  }

  private let state = Mutex(State())
  private let database: any Database
  private let limits: AuditRefusalLimits
  private let logger: Logger
  private let nowUnixMicroseconds: @Sendable () -> Int64
  private let refusals = CommitSignal()

  /// - Parameters:
  ///   - database: Has the migration of `AuditLog`.
  ///   - limits: How much they may fill.
  ///   - logger: For failures to write.
  ///   - nowUnixMicroseconds: The service's clock.
  public init(
    database: any Database,
    limits: AuditRefusalLimits = AuditRefusalLimits(),
    logger: Logger,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64 = UnixTime.nowMicroseconds
  ) {
    self.database = database
    self.limits = limits
    self.logger = logger
    self.nowUnixMicroseconds = nowUnixMicroseconds
  }

  /// Whether a status says that the caller has no right to the call.
  public static func concerns(_ error: RPCError) -> Bool {
    error.code == .permissionDenied
  }

  /// Notes a refusal. Never blocks.
  public func note(_ origin: AuditOrigin, _ error: RPCError) {
    // Of many calls of one kind only the count is kept, not each one's trace and words.
    let key = Key(origin: origin.withoutDetails, outcome: error.code.description)
    state.withLock { state in
      if state.counts[key] != nil || state.counts.count < limits.entriesPerIntervalMax {
        state.counts[key, default: 0] += 1
      } else {
        state.leftOutCount += 1
      }
    }
    refusals.note()
  }

  /// Runs the body of a handler; when it refuses the call for want of a right, that is noted.
  public func noting<T: Sendable>(_ context: CallContext, _ body: () async throws -> T) async throws -> T {
    do {
      return try await body()
    } catch let error as RPCError where Self.concerns(error) {
      if let origin = try? AuditOrigin(context) { note(origin, error) }
      throw error
    }
  }

  /// Notes an import that was refused since its records are not the caller's to change.
  public func noteOutOfScope(_ summary: CommonV1.ImportSummary, _ context: CallContext) {
    guard !summary.applied, summary.violations.contains(where: { $0.reason == ImportObjection.reason }),
      let origin = try? AuditOrigin(context)
    else { return }
    note(origin, RPCError(.permissionDenied, ImportObjection.reason))
  }

  /// Writes what is noted, every interval in which there is something, until the task is cancelled; then once more.
  public func run() async {
    while !Task.isCancelled {
      let generation = refusals.generation
      if hasRefusals {
        try? await Task.sleep(for: limits.interval)
        await writeOrWarn()
      } else {
        await refusals.wait(after: generation, atMost: .seconds(3_600))
      }
    }
    await writeOrWarn()
  }

  /// Kinds of refusals that are kept until they are written.
  var collectedCount: Int { state.withLock { $0.counts.count } }

  private var hasRefusals: Bool { state.withLock { !$0.counts.isEmpty || $0.leftOutCount > 0 } }

  private func writeOrWarn() async {
    // A task of its own: the end of the run must not take back a write.
    let writing = Task { try await self.write() }
    do {
      try await writing.value
    } catch {
      logger.warning("refused calls are not in the audit log yet", metadata: ["reason": "\(error)"])
    }
  }

  /// Writes what is noted, as far as the limits allow. Throws `DatabaseError`; what was to be written is kept then, as
  /// a count.
  func write() async throws {
    let now = nowUnixMicroseconds()
    let (notes, callCount) = take(at: now)
    guard !notes.isEmpty else { return }
    do {
      try await database.write { transaction in
        for note in notes { try AuditLog.append(note, at: now, in: transaction) }
      }
    } catch {
      state.withLock { $0.leftOutCount += callCount }
      throw error
    }
  }

  private func take(at now: Int64) -> (notes: [AuditNote], callCount: UInt64) {
    state.withLock { state in
      let day = now / 86_400_000_000
      if day != state.day {
        state.day = day
        state.entriesOfDay = 0
      }
      // One entry is kept for what is left out.
      let room = max(0, min(limits.entriesPerIntervalMax, limits.entriesPerDayMax - 1 - state.entriesOfDay))
      let known = state.counts.sorted { left, right in
        (right.value, left.key.origin.subject, left.key.origin.method)
          < (left.value, right.key.origin.subject, right.key.origin.method)
      }
      state.counts.removeAll()
      var notes = known.prefix(room).map { AuditNote(refusalOf: $0.key.origin, outcome: $0.key.outcome, $0.value) }
      state.leftOutCount += known.dropFirst(room).reduce(0) { $0 + $1.value }
      if state.leftOutCount > 0, state.entriesOfDay + notes.count < limits.entriesPerDayMax {
        notes.append(AuditNote(leftOut: state.leftOutCount))
        state.leftOutCount = 0
      }
      state.entriesOfDay += notes.count
      return (notes, notes.reduce(0) { $0 + $1.callCount })
    }
  }
}

extension AuditNote {
  fileprivate init(refusalOf origin: AuditOrigin, outcome: String, _ count: UInt64) {
    self.init(
      origin: origin,
      operationID: "",
      action: "refused",
      records: [],
      outcome: outcome,
      revisions: nil,
      callCount: count
    )
  }

  fileprivate init(leftOut count: UInt64) {
    self.init(
      origin: .nobody,
      operationID: "",
      action: "refused; who called is left out, since there were too many",
      records: [],
      outcome: StatusCode.permissionDenied.description,
      revisions: nil,
      callCount: count
    )
  }
}
