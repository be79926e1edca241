import Feed
import Messages
import RPC

/// Waits until a revision of the registry is known here, for an import whose references need it.
struct RegistryWait {
  /// How long it waits for callers that set no deadline.
  static let limitWithoutDeadline = Duration.seconds(30)
  /// What is left of the caller's time to answer in, when the revision does not come: a tenth of it, at most this.
  static let answerMarginMax = Duration.seconds(1)

  let follower: Follower

  private struct TimeIsUp: Error {}

  /// How long to wait for a caller with this much time; nil = without a deadline.
  static func limit(timeRemaining: Duration?) -> Duration {
    timeRemaining.map { $0 - min($0 / 10, answerMarginMax) } ?? limitWithoutDeadline
  }

  /// Returns at once for revision 0, or when the revision is applied.
  ///
  /// - Throws: `RPCError` UNAVAILABLE naming both revisions shortly before the caller's time runs out;
  ///   `CancellationError`.
  func wait(for revision: UInt64, timeRemaining: Duration?) async throws {
    guard revision > 0, follower.status.appliedRevision < revision else { return }
    let limit = Self.limit(timeRemaining: timeRemaining)
    let follower = follower
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await follower.waitUntilApplied(revision: revision) }
        group.addTask {
          try await Task.sleep(for: limit)
          throw TimeIsUp()
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch is TimeIsUp {
      let status = follower.status
      let state = status.connected ? "it is following" : "it is not connected: \(status.reason)"
      throw RPCError(
        .unavailable,
        "the import needs registry revision \(revision), listing has applied \(status.appliedRevision) (\(state)); "
          + "repeat it later, or without registry_revision",
        retryAfter: .seconds(1)
      )
    }
  }
}
