import DomainPrimitives
import Messages
import Storage
import Synchronization

/// The copy in memory, brought up to date by whoever reads it: a read takes in what has changed since the last one.
final class SnapshotCache: Sendable {
  /// Old states that are kept: those of the reports that are being looked at.
  private static let pastMax = 2

  /// The copy in memory is newer than the snapshot of the database that was to be read; read again.
  struct Moved: Error {}

  private struct State: Sendable {
    var now: CopySnapshot?
    var past: [CopySnapshot] = []
  }

  private let state = Mutex(State())

  /// The state that the transaction sees. Throws `Moved` when another reader is further.
  func now(in transaction: any ReadTransaction) throws -> CopySnapshot {
    let reader = CopyReader(transaction: transaction)
    let wanted = try reader.revisions()
    let known = state.withLock { $0.now }
    if let known, known.revisions == wanted { return known }
    let snapshot: CopySnapshot
    if let known, Self.isLater(wanted, than: known.revisions) {
      snapshot = try reader.snapshot(after: known, wanted)
    } else if let known, Self.isLater(known.revisions, than: wanted) {
      throw Moved()
    } else {
      snapshot = try reader.snapshot()
    }
    state.withLock { state in
      if let now = state.now, now !== known, Self.isLater(now.revisions, than: wanted) { return }
      state.now = snapshot
    }
    return snapshot
  }

  /// What was known at earlier revisions of the same logs.
  func past(_ revisions: [FollowedSource: SourceProgress], in transaction: any ReadTransaction) throws -> CopySnapshot {
    let now = try now(in: transaction)
    if now.revisions.mapValues(\.position) == revisions.mapValues(\.position) { return now }
    let wanted = revisions.mapValues(\.position)
    let known = state.withLock { state in state.past.first { $0.revisions.mapValues(\.position) == wanted } }
    // A name that was erased since must not come back from memory.
    if let known, known.namesRevision == now.revisions[.registry]?.revision { return known }
    let snapshot = try CopyReader(transaction: transaction).snapshot(now, knownAt: revisions)
    state.withLock { state in
      state.past.removeAll { $0.revisions.mapValues(\.position) == wanted }
      if state.past.count >= Self.pastMax { state.past.removeFirst() }
      state.past.append(snapshot)
    }
    return snapshot
  }

  /// Whether both logs are the same and neither is behind.
  private static func isLater(
    _ revisions: [FollowedSource: SourceProgress],
    than others: [FollowedSource: SourceProgress]
  ) -> Bool {
    FollowedSource.allCases.allSatisfy { source in
      guard let left = revisions[source], let right = others[source] else { return false }
      return left.epoch == right.epoch && left.revision >= right.revision
    }
  }
}
