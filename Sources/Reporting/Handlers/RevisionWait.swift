import Feed
import Messages
import RPC

/// Waits until revisions that a caller asked for are in the copy.
struct RevisionWait: Sendable {
  /// How long a call without a deadline may wait.
  static let waitMax = Duration.seconds(30)

  /// A revision that must be applied before the answer; 0 = any.
  struct Wanted: Sendable {
    let follower: Follower
    let revision: UInt64
  }

  let wanted: [Wanted]

  /// Returns when all are applied. Throws UNAVAILABLE naming the revisions shortly before the call's time runs out, so
  /// that the caller learns why; `CancellationError` when the caller gives up.
  func wait(timeRemaining: Duration?) async throws {
    guard wanted.contains(where: { $0.follower.status.appliedRevision < $0.revision }) else { return }
    let limit = timeRemaining.map { min($0 - min($0 / 5, .milliseconds(200)), Self.waitMax) } ?? Self.waitMax
    let isApplied = try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        for each in wanted { try await each.follower.waitUntilApplied(revision: each.revision) }
        return true
      }
      group.addTask {
        try await Task.sleep(for: limit)
        return false
      }
      defer { group.cancelAll() }
      return try await group.next() ?? false
    }
    if !isApplied { throw unavailable }
  }

  private var unavailable: RPCError {
    let lagging = wanted.compactMap { each -> String? in
      let status = each.follower.status
      guard status.appliedRevision < each.revision else { return nil }
      let link = status.connected ? "connected" : "not connected: \(status.reason)"
      return "\(each.follower.source) revision \(each.revision) was asked for, "
        + "\(status.appliedRevision) is applied here (\(link))"
    }
    let message = lagging.joined(separator: "; ") + "; ask again later, or without the revision"
    return RPCError(.unavailable, message, retryAfter: .milliseconds(500))
  }
}
