import Messages
import Storage
import StorageTestSupport
import Testing

@testable import Feed

/// Goal: what is erased is gone, from the log and from the file, and the log is proved as before. Method: a log with a
/// name in it, on a database of its own.
@Suite(.timeLimit(.minutes(1))) struct ErasureTests {
  private let database: any Database
  private let subject = "producer/CT-1"

  init() throws {
    database = try StorageUnderTest.temporary(migrations: sourceSchema)
  }

  /// Appends a state of the subject after others; returns its revision.
  private func append(_ name: String, after previous: UInt64, erasesHistory: Bool = false) async throws -> UInt64 {
    let subject = subject
    return try await database.write { transaction in
      try ChangeLog.append(
        producer(name),
        subject: subject,
        previousRevision: previous,
        operationID: "operation \(previous)",
        erasesHistory: erasesHistory,
        at: 1,
        in: transaction
      )
    }
  }

  /// Two states of the subject among others, and then its erasure; returns what was erased.
  private func erase() async throws -> ChangeLogErasure.Result {
    let first = try await append("Nguyễn Thị Canary", after: 0)
    try await database.appendEvents(["x", "y"])
    let second = try await append("Nguyễn Thị Canary", after: first)
    let last = try await append("Hộ đã xoá", after: second, erasesHistory: true)
    return try await database.write { transaction in
      try ErasureSweep.request(in: transaction)
      return try ChangeLogErasure.eraseEvents(before: last, in: transaction)
    }
  }

  @Test("erased events keep their place and digest, tell nothing, and the log is proved")
  func erasedLog() async throws {
    let result = try await erase()
    #expect(result.eventCount == 2)
    #expect(result.operationIDs == ["operation 0", "operation 1"])
    let events = try await database.read { try ChangeLog.events(after: 0, limit: 100, in: $0) }
    #expect(events.map(\.isErased) == [true, false, false, true, false])
    #expect(events.map(\.change.isEmpty) == [true, false, false, true, false])
    #expect(events.filter(\.isErased).allSatisfy { $0.changeSalt.isEmpty && $0.changeDigest.count == 32 })
    #expect(events.last?.erasesHistory == true)
    let verdict = try await ChangeLogVerification(database: database).verdict()
    #expect(verdict.fault == "" && verdict.eventCount == 5 && verdict.erasedCount == 2)
    // What was erased is not erased once more.
    let again = try await database.write { try ChangeLogErasure.eraseEvents(before: 5, in: $0) }
    #expect(again.eventCount == 0)
  }

  @Test("an erased event without a later one of its subject is not the service's doing")
  func erasedByHand() async throws {
    _ = try await erase()
    try await database.write {
      _ = try $0.execute("UPDATE change_log SET is_erased = 1, change = x'', change_salt = x'' WHERE revision = 5")
    }
    let verdict = try await ChangeLogVerification(database: database).verdict()
    #expect(verdict.faultyRevision == 5)
  }

  @Test("a new follower passes over erased events, proves the chain, and clears its own store")
  func follower() async throws {
    _ = try await erase()
    let copy = try StorageUnderTest.temporary(migrations: copySchema)
    let publisher = FeedPublisher(database: database)
    let follower = makeFollower(of: { publisher }, into: copy)
    try await running(follower) {
      try await follower.waitUntilApplied(revision: 5)
      try await eventually { try await !copy.isSweepDue() }
    }
    #expect(try await copy.copiedNames() == ["x", "y", "Hộ đã xoá"])
    #expect(try await copy.cursor().digest == database.head().digest)
  }

  @Test("a sweep that was asked for is done once, also after a restart")
  func sweep() async throws {
    _ = try await erase()
    #expect(try await database.isSweepDue())
    try await ErasureSweep(database: database, logger: silentLogger).sweepIfDue()
    #expect(try await !database.isSweepDue())
  }
}

extension Database {
  fileprivate func isSweepDue() async throws -> Bool {
    try await read { try $0.exists("SELECT 1 FROM erasure_sweep") }
  }
}
