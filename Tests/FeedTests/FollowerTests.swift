import Messages
import RPC
import Storage
import StorageTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Feed

/// Goal: a follower's copy is the source's log, each event once and in order, whatever happens on the way. Method: two
/// real databases; the follower reaches the publisher by a direct call that the test can break.
@Suite(.timeLimit(.minutes(1))) struct FollowerTests {
  private let source: any Database
  private let publisher: FeedPublisher
  private let copy: any CountingDatabase

  init() throws {
    source = try StorageUnderTest.temporary(migrations: sourceSchema)
    publisher = FeedPublisher(database: source)
    copy = try StorageUnderTest.temporary(migrations: copySchema)
  }

  @Test("a follower catches up, then follows; its status tells how far it is")
  func catchesUp() async throws {
    try await source.appendEvents((1...2_500).map { "\($0)" })
    let follower = makeFollower(of: { publisher }, into: copy)
    #expect(follower.status.reason == "not started")
    try await running(follower) {
      try await follower.waitUntilApplied(revision: 2_500)
      try await source.appendEvents(["later"])
      publisher.noteCommit()
      try await follower.waitUntilApplied(revision: 2_501)
      try await eventually { follower.status.connected }
      #expect(follower.status.appliedRevision == 2_501)
      #expect(follower.status.sourceRevision == 2_501)
      #expect(try await follower.status.epoch == source.head().epoch)
      #expect(follower.status.reason == "")
    }
    #expect(try await copy.copiedRevisions() == Array(1...2_501))
    #expect(follower.status.connected == false)
  }

  @Test("events that are there are applied in few transactions")
  func batches() async throws {
    try await source.appendEvents((1...2_000).map { "\($0)" })
    let before = copy.commitCount
    let follower = makeFollower(of: { publisher }, into: copy)
    try await running(follower) { try await follower.waitUntilApplied(revision: 2_000) }
    #expect(copy.commitCount - before < 200)
  }

  @Test("a watch that breaks at every turn is taken up again where it was: nothing is lost, nothing comes twice")
  func resumes() async throws {
    struct Cut: Error {}
    let seed = UInt64.random(in: 0 ... .max)
    try await source.appendEvents((1...300).map { "\($0)" })
    let generator = Mutex(SeededGenerator(seed: seed))
    let follower = Follower(
      source: "registry",
      database: copy,
      watch: { request, deliver in
        let left = Mutex(generator.withLock { Int.random(in: 0...20, using: &$0) })
        try await publisher.serve(request, isDraining: { false }) { item in
          let isCut = left.withLock { left in
            left -= 1
            return left < 0
          }
          if isCut { throw Cut() }
          try await deliver(item)
        }
      },
      apply: applyToCopy,
      reset: resetCopy,
      logger: silentLogger,
      limits: quickLimits,
      onApplied: { _ in }
    )
    try await running(follower) { try await follower.waitUntilApplied(revision: 300) }
    #expect(try await copy.copiedRevisions() == Array(1...300), "seed \(seed)")
  }

  @Test("a follower that starts again goes on from its stored cursor")
  func restarts() async throws {
    try await source.appendEvents(["1", "2"])
    let first = makeFollower(of: { publisher }, into: copy)
    try await running(first) { try await first.waitUntilApplied(revision: 2) }
    try await source.appendEvents(["3"])
    let asked = Mutex<[UInt64]>([])
    let second = Follower(
      source: "registry",
      database: copy,
      watch: { request, deliver in
        asked.withLock { $0.append(request.afterRevision) }
        try await publisher.serve(request, isDraining: { false }) { try await deliver($0) }
      },
      apply: applyToCopy,
      reset: resetCopy,
      logger: silentLogger,
      limits: quickLimits,
      onApplied: { _ in }
    )
    try await running(second) { try await second.waitUntilApplied(revision: 3) }
    #expect(asked.withLock { $0.first } == 2)
    #expect(try await copy.copiedRevisions() == [1, 2, 3])
  }

  @Test("when applying fails, neither the copy nor the cursor moves; it is tried again")
  func failingApply() async throws {
    struct Broken: Error {}
    try await source.appendEvents(["1", "2", "3"])
    let failures = Atomic<Int>(0)
    let seen = Mutex<[UInt64]>([])
    let copy = copy
    let follower = makeFollower(
      of: { publisher },
      into: copy,
      apply: { events, transaction in
        try applyToCopy(events, transaction)
        // As if the process had been killed between the copy and the cursor.
        if failures.add(1, ordering: .relaxed).newValue <= 3 { throw Broken() }
      },
      onApplied: { head in seen.withLock { $0.append(head.revision) } }
    )
    try await running(follower) {
      try await eventually { failures.load(ordering: .relaxed) >= 1 && follower.status.reason.contains("Broken") }
      try await follower.waitUntilApplied(revision: 3)
    }
    #expect(failures.load(ordering: .relaxed) >= 4)
    #expect(try await copy.copiedRevisions() == [1, 2, 3])
    #expect(seen.withLock { $0.last } == 3)
  }

  @Test("what could not be applied is tried again at once, though the source has nothing more to say")
  func failingApplyOfTheLastEvent() async throws {
    struct Broken: Error {}
    try await source.appendEvents(["1"])
    var limits = quickLimits
    limits.bookmarkInterval = .seconds(3_600)
    let quiet = FeedPublisher(database: source, limits: limits)
    let failures = Atomic<Int>(0)
    let follower = makeFollower(
      of: { quiet },
      into: copy,
      apply: { events, transaction in
        try applyToCopy(events, transaction)
        if failures.add(1, ordering: .relaxed).newValue <= 2 { throw Broken() }
      }
    )
    try await running(follower) { try await follower.waitUntilApplied(revision: 1) }
    #expect(try await copy.copiedRevisions() == [1])
  }

  @Test("when the cursor cannot be moved, what was applied with it is undone")
  func failingCursor() async throws {
    try await source.appendEvents(["1", "2", "3"])
    // The table made anew with another constraint: every engine has that, and triggers each have their own language.
    @Sendable func replaceTable(_ constraint: String, in transaction: any WriteTransaction) throws {
      try transaction.execute("ALTER TABLE follower_cursor RENAME TO former_cursor")
      try transaction.execute(
        """
        CREATE TABLE follower_cursor
          (source TEXT PRIMARY KEY, epoch TEXT NOT NULL, revision INTEGER NOT NULL, digest BLOB NOT NULL\(constraint))
        """
      )
      try transaction.execute(
        """
        INSERT INTO follower_cursor (source, epoch, revision, digest)
          SELECT source, epoch, revision, digest FROM former_cursor
        """
      )
      try transaction.execute("DROP TABLE former_cursor")
    }
    try await copy.write { try replaceTable(", CONSTRAINT held CHECK (revision = 0)", in: $0) }
    let follower = makeFollower(of: { publisher }, into: copy)
    try await running(follower) {
      try await eventually { follower.status.reason.contains("held") }
      #expect(try await copy.copiedRevisions() == [])
      try await copy.write { try replaceTable("", in: $0) }
      try await follower.waitUntilApplied(revision: 3)
    }
    #expect(try await copy.copiedRevisions() == [1, 2, 3])
  }

  @Test("a source with another epoch is copied again from its beginning")
  func otherEpoch() async throws {
    try await source.appendEvents(["old 1", "old 2", "old 3"])
    let first = makeFollower(of: { publisher }, into: copy)
    try await running(first) { try await first.waitUntilApplied(revision: 3) }
    let restored = try StorageUnderTest.temporary(migrations: sourceSchema)
    try await restored.appendEvents(["new 1", "new 2"])
    let newPublisher = FeedPublisher(database: restored)
    let second = makeFollower(of: { newPublisher }, into: copy)
    let epoch = try await restored.head().epoch
    try await running(second) {
      try await eventually { second.status.epoch == epoch && second.status.appliedRevision == 2 }
    }
    #expect(try await copy.copiedNames() == ["new 1", "new 2"])
    #expect(try await copy.cursor() == FollowerCursor(epoch: epoch, revision: 2, digest: restored.head().digest))
  }

  @Test("a log that ends before the cursor stops the follower for good, and its status says why")
  func lostEvents() async throws {
    let epoch = try await source.head().epoch
    try await source.appendEvents(["1", "2"])
    try await copy.write { transaction in
      let insert = "INSERT INTO follower_cursor (source, epoch, revision, digest) VALUES ('registry', ?1, 5, ?2)"
      try transaction.execute(insert, [.text(epoch), .bytes(ChainDigest.start)])
    }
    let follower = makeFollower(of: { publisher }, into: copy)
    try await running(follower) {
      try await eventually { follower.status.reason.hasPrefix("stopped: ") }
      #expect(follower.status.reason.contains("after_revision is 5, the log ends at 2"))
      // Also when the log has grown past the cursor it is another history.
      try await source.appendEvents(["3", "4", "5", "6"])
      publisher.noteCommit()
      for _ in 0..<1_000 { await Task.yield() }
      #expect(!follower.status.connected)
    }
    #expect(try await copy.copiedNames() == [])
    #expect(try await copy.cursor().revision == 5)
  }

  @Test("a log with another history stops the follower for good, also when it has grown past the cursor")
  func otherHistory() async throws {
    try await source.appendEvents(["1", "2", "3"])
    let first = makeFollower(of: { publisher }, into: copy)
    try await running(first) { try await first.waitUntilApplied(revision: 3) }
    // An old file was put back, and other events were added to it since.
    let epoch = try await source.head().epoch
    let putBack = try StorageUnderTest.temporary(migrations: sourceSchema)
    try await putBack.write { try $0.execute("UPDATE change_log_head SET epoch = ?1", [.text(epoch)]) }
    try await putBack.appendEvents(["1", "2", "other", "4", "5"])
    let other = FeedPublisher(database: putBack)
    let second = makeFollower(of: { other }, into: copy)
    try await running(second) {
      try await eventually { second.status.reason.hasPrefix("stopped: ") }
      #expect(second.status.reason.contains("two histories"))
    }
    #expect(try await copy.copiedNames() == ["1", "2", "3"])
  }

  @Test("an event that was altered on the way is not applied, and stops the follower")
  func alteredEvent() async throws {
    try await source.appendEvents(["1", "2", "3"])
    let follower = Follower(
      source: "registry",
      database: copy,
      watch: { request, deliver in
        try await publisher.serve(request, isDraining: { false }) { item in
          guard case .event(var event) = item.item, event.revision == 2 else { return try await deliver(item) }
          event.change = producer("forged").encodedBytes()
          var altered = item
          altered.item = .event(event)
          try await deliver(altered)
        }
      },
      apply: applyToCopy,
      reset: resetCopy,
      logger: silentLogger,
      limits: quickLimits,
      onApplied: { _ in }
    )
    try await running(follower) {
      try await eventually { follower.status.reason.hasPrefix("stopped: what event 2 tells was altered") }
    }
    #expect(try await copy.copiedNames().contains("forged") == false)
  }

  @Test("a silent source is given up and called again")
  func silence() async throws {
    try await source.appendEvents(["1"])
    var limits = quickLimits
    limits.silenceLimit = .milliseconds(20)
    let attempts = Atomic<Int>(0)
    let follower = Follower(
      source: "registry",
      database: copy,
      watch: { request, deliver in
        if attempts.add(1, ordering: .relaxed).newValue < 3 {
          // Nothing comes until the wait is cancelled.
          for await _ in AsyncStream<Never>.makeStream().stream {}
          try Task.checkCancellation()
        }
        try await publisher.serve(request, isDraining: { false }) { try await deliver($0) }
      },
      apply: applyToCopy,
      reset: resetCopy,
      logger: silentLogger,
      limits: limits,
      onApplied: { _ in }
    )
    try await running(follower) { try await follower.waitUntilApplied(revision: 1) }
    #expect(attempts.load(ordering: .relaxed) >= 3)
  }

  @Test("waiting for a revision ends with its task")
  func cancelledWait() async throws {
    let follower = makeFollower(of: { publisher }, into: copy)
    let waiting = Task { try await follower.waitUntilApplied(revision: 1) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }
}
