import Messages
import PostgreSQLTestServer
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import Feed

/// Goal: several processes of one service write one log, and a watcher of any of them sees every event once and in
/// order. Method: databases opened several times, as so many processes would.
@Suite struct ReplicaTests {
  private let place: TemporaryPlace

  init() throws {
    place = try TemporaryPlace(.postgresql)
  }

  /// What a watcher of a log has seen so far: it asks for what comes after the last number it knows.
  private struct Watcher {
    private(set) var seen: [Int64] = []

    mutating func look(_ read: (Int64) async throws -> [Int64]) async throws {
      seen += try await read(seen.last ?? 0)
    }
  }

  /// An order of 0..<8.
  private static func order(_ generator: inout SeededGenerator) -> [Int] {
    (0..<8).shuffled(using: &generator)
  }

  @Test("sessions that append and commit in any order leave no event behind a watcher", .timeLimit(.minutes(2)))
  func commitOrder() async throws {
    let databases = try (0..<8).map { _ in try place.open(migrations: sourceSchema) }
    let watched = databases[0]
    var watcher = Watcher()
    for seed in 1...12 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let appends = Self.order(&generator)
      let commits = Self.order(&generator)
      let gates = (0..<8).map { _ in Hold() }
      let tasks = appends.map { session in
        Task {
          try await databases[session].write { transaction in
            _ = try ChangeLog.append(
              producer("\(session)"),
              subject: "producer/1",
              operationID: "test",
              at: 1,
              in: transaction
            )
            gates[session].enter()
          }
        }
      }
      for session in commits {
        // A session that waits for its turn goes through its gate when it gets there.
        gates[session].letGo()
        try await watcher.look { after in try await Self.revisions(after: after, in: watched) }
      }
      for task in tasks { try await task.value }
      try await watcher.look { after in try await Self.revisions(after: after, in: watched) }
      #expect(watcher.seen == Array(1...Int64(seed * 8)), "seed \(seed)")
    }
    for database in databases { await database.close() }
  }

  private static func revisions(after revision: Int64, in database: any Database) async throws -> [Int64] {
    try await database.read { transaction in
      try ChangeLog.events(after: UInt64(revision), limit: 1_000, in: transaction).map { Int64($0.revision) }
    }
  }

  @Test("control: numbers from a sequence do leave events behind a watcher in the same orders")
  func commitOrderControl() async throws {
    let sessions = try (0..<8).map { _ in try RawSession(place.location) }
    let watching = try RawSession(place.location)
    try watching.run("CREATE TABLE event (revision BIGSERIAL PRIMARY KEY, name TEXT)")
    var watcher = Watcher()
    for seed in 1...12 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      for session in Self.order(&generator) {
        try sessions[session].run("BEGIN; INSERT INTO event (name) VALUES ('x')")
      }
      for session in Self.order(&generator) {
        try sessions[session].run("COMMIT")
        try await watcher.look { after in
          try watching.run("SELECT revision FROM event WHERE revision > \(after) ORDER BY revision").compactMap(
            Int64.init
          )
        }
      }
    }
    #expect(try watching.run("SELECT count(*) FROM event") == ["96"])
    #expect(watcher.seen.count < 96)
  }

  @Test("two processes that write at once number their events without a gap, each its own in order")
  func twoWriters() async throws {
    let databases = [try place.open(migrations: sourceSchema), try place.open(migrations: sourceSchema)]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<32 {
        group.addTask {
          for index in 0..<20 {
            try await databases[writer % 2].write { transaction in
              _ = try ChangeLog.append(
                producer("p"),
                subject: "producer/1",
                operationID: "\(writer)/\(index)",
                at: 1,
                in: transaction
              )
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let events = try await databases[1].read { try ChangeLog.events(after: 0, limit: 1_000, in: $0) }
    #expect(events.map(\.revision) == Array(1...640))
    for writer in 0..<32 {
      let own = events.map(\.operationID).filter { $0.hasPrefix("\(writer)/") }
      #expect(own == (0..<20).map { "\(writer)/\($0)" })
    }
    for database in databases { await database.close() }
  }

  @Test("a watcher of one process is woken by the commit of another", .timeLimit(.minutes(1)))
  func wokenFromElsewhere() async throws {
    let writing = try place.open(migrations: sourceSchema)
    let serving = try place.open(migrations: sourceSchema)
    var limits = quickLimits
    // Nothing but the notification can wake the watcher before the test's time is over.
    limits.bookmarkInterval = .seconds(3_600)
    limits.silenceLimit = .seconds(3_600)
    let publisher = FeedPublisher(database: serving, limits: limits)
    let copy = try StorageUnderTest.sqlite.temporary(migrations: copySchema)
    let follower = makeFollower(of: { publisher }, into: copy, limits: limits)
    try await running(follower) {
      for revision in 1...20 as ClosedRange<UInt64> {
        try await writing.appendEvents(["\(revision)"])
        try await follower.waitUntilApplied(revision: revision)
      }
    }
    #expect(try await copy.copiedRevisions() == Array(1...20))
    await writing.close()
    await serving.close()
  }
}
