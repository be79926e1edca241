import Messages
import Storage
import StorageTestSupport
import Testing

@testable import Feed

/// Goal: what a log's history promises: it can be proved, it can be made smaller, and what goes is what may go.
@Suite(.timeLimit(.minutes(1))) struct ChangeLogHistoryTests {
  private let database: any Database

  init() throws {
    database = try StorageUnderTest.temporary(migrations: sourceSchema + [ConflictQueue.migration(version: 3)])
  }

  /// Adds an event of a subject, recorded at a time.
  private func append(_ subject: String, after previous: UInt64, at time: Int64) async throws {
    try await database.write { transaction in
      _ = try ChangeLog.append(
        producer(subject),
        subject: subject,
        previousRevision: previous,
        operationID: "test",
        at: time,
        in: transaction
      )
    }
  }

  private func revisions() async throws -> [UInt64] {
    try await database.read { try ChangeLog.events(after: 0, limit: 1_000, in: $0).map(\.revision) }
  }

  private func compact(before cutoff: Int64, limit: Int = 1_000) async throws -> Int {
    try await database.write { try ChangeLogCompaction.compact(recordedBefore: cutoff, limit: limit, in: $0) }
  }

  @Test("the digest of the first event is the one that its definition in change.proto gives")
  func definition() {
    // Computed by Python's hashlib over the fields as change.proto lays them out.
    var event = CommonV1.ChangeEvent()
    event.revision = 1
    event.recordedAtUnixMicroseconds = 1_635_724_800_000_000
    event.previousRevision = 0
    event.operationID = "import-1"
    event.changeType = "ocop.registry.v1.Record"
    event.subject = "producer/HTX-01"
    event.change = [1, 2, 3]
    event.changeSalt = (0..<16).map { $0 }
    event.changeDigest = ChainDigest.changeDigest(event.change, salt: event.changeSalt)
    event.erasesHistory = true
    let digest = ChainDigest.digest(of: event, after: ChainDigest.start)
    let text = digest.map { format($0) }.joined()
    #expect(text == "73f6b3ecad0b675aa812821ddecdf6803287f80fd1ee3f1cc49a273e0cba931e")
  }

  private func format(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }

  @Test("a whole log is proved, and the digests of the places asked for are given")
  func proof() async throws {
    try await database.appendEvents((1...25).map { "\($0)" })
    var limits = FeedLimits()
    limits.batchEventsMax = 4
    let verdict = try await ChangeLogVerification(database: database, limits: limits).verdict(revisions: [0, 7, 25, 99])
    #expect(verdict.fault == "")
    #expect(verdict.eventCount == 25)
    #expect(verdict.digest == (try await database.head().digest))
    #expect(verdict.places.map(\.revision) == [0, 7, 25])
    #expect(verdict.places.last?.digest == verdict.digest)
  }

  @Test(
    "whatever is done to a log behind the service's back is found at its revision",
    arguments: [
      ("UPDATE change_log SET operation_id = 'x' WHERE revision = 3", 3),
      ("UPDATE change_log SET change = change_log.digest WHERE revision = 3", 3),
      ("UPDATE change_log SET change_salt = change_log.digest WHERE revision = 3", 3),
      ("UPDATE change_log SET change_digest = change_log.digest WHERE revision = 3", 3),
      ("UPDATE change_log SET erases_history = 1 WHERE revision = 3", 3),
      ("UPDATE change_log SET is_erased = 1 WHERE revision = 3", 3),
      ("UPDATE change_log SET is_erased = 1, change = x'', change_salt = x'' WHERE revision = 3", 3),
      ("UPDATE change_log SET recorded_at_unix_microseconds = 2 WHERE revision = 3", 3),
      ("UPDATE change_log SET subject = 'producer/9' WHERE revision = 3", 3),
      ("UPDATE change_log SET previous_revision = 1 WHERE revision = 3", 3),
      ("DELETE FROM change_log WHERE revision = 3", 3),
      ("DELETE FROM change_log WHERE revision = 5", 5),
      ("UPDATE change_log_head SET revision = 4", 4),
      ("UPDATE change_log SET digest = (SELECT digest FROM change_log WHERE revision = 1) WHERE revision = 5", 5),
    ]
  )
  func tampering(sql: String, revision: UInt64) async throws {
    try await database.appendEvents(["1", "2", "3", "4", "5"])
    #expect(try await ChangeLogVerification(database: database).verdict().fault == "")
    try await database.write { try $0.execute(sql) }
    let verdict = try await ChangeLogVerification(database: database).verdict()
    #expect(verdict.faultyRevision == revision)
    #expect(verdict.fault != "")
  }

  @Test("compacting keeps the newest event of each subject up to its place, everything after it, and the proof")
  func compaction() async throws {
    try await append("producer/a", after: 0, at: 10)  // 1, superseded by 3
    try await append("producer/b", after: 0, at: 20)  // 2, newest of b
    try await append("producer/a", after: 1, at: 30)  // 3, superseded by 4
    try await append("producer/a", after: 3, at: 40)  // 4, newest of a up to 4
    try await append("producer/a", after: 4, at: 50)  // 5, too young
    try await append("producer/b", after: 2, at: 60)  // 6, too young
    #expect(try await compact(before: 50) == 4)
    #expect(try await revisions() == [2, 4, 5, 6])
    #expect(try await database.head().compactedRevision == 4)
    let verdict = try await ChangeLogVerification(database: database).verdict()
    #expect(verdict.fault == "")
    #expect(try await compact(before: 50) == 0)
    // After the compacted part nothing may be missing.
    try await database.write { try $0.execute("DELETE FROM change_log WHERE revision = 5") }
    #expect(try await ChangeLogVerification(database: database).verdict().faultyRevision == 5)
  }

  @Test("compacting in small steps ends where one large step does")
  func smallSteps() async throws {
    var newest: [Int: UInt64] = [:]
    for index in 0..<60 {
      let subject = index * index % 7
      try await append("producer/\(subject)", after: newest[subject] ?? 0, at: Int64(index))
      newest[subject] = UInt64(index + 1)
    }
    while try await compact(before: 50, limit: 7) == 7 {}
    var expected: [Int: UInt64] = [:]
    for index in 0..<50 { expected[index * index % 7] = UInt64(index + 1) }
    #expect(try await revisions() == expected.values.sorted() + Array(51...60))
  }

  @Test("a new follower of a compacted log gets each subject's newest state, and then every event")
  func followerOfCompacted() async throws {
    for index in 1...6 { try await append("producer/a", after: UInt64(index - 1), at: Int64(index)) }
    try await append("producer/b", after: 0, at: 7)
    _ = try await compact(before: 5)
    let copy = try StorageUnderTest.temporary(migrations: copySchema)
    let publisher = FeedPublisher(database: database)
    let follower = makeFollower(of: { publisher }, into: copy)
    try await running(follower) {
      try await follower.waitUntilApplied(revision: 7)
      // Compacted further while it watches: it has all of that already.
      _ = try await compact(before: 100)
      try await append("producer/b", after: 7, at: 200)
      publisher.noteCommit()
      try await follower.waitUntilApplied(revision: 8)
    }
    #expect(try await copy.copiedRevisions() == [4, 5, 6, 7, 8])
    #expect(try await copy.cursor().digest == database.head().digest)
  }

  @Test("a new epoch is another one, and leaves revisions and digests as they are")
  func newEpoch() async throws {
    try await database.appendEvents(["1", "2"])
    let before = try await database.head()
    let epoch = try await database.write { try ChangeLog.beginNewEpoch(in: $0) }
    let after = try await database.head()
    #expect(after.epoch == epoch && epoch != before.epoch && epoch.count == 32)
    #expect(after.revision == before.revision && after.digest == before.digest)
    #expect(try await ChangeLogVerification(database: database).verdict().fault == "")
  }

  @Test("housekeeping forgets operations after their time, never within a day, and compacts only when asked to")
  func housekeeping() async throws {
    let day: Int64 = 86_400_000_000
    try await database.write { transaction in
      for (index, age) in [9, 8, 2, 0].enumerated() {
        try OperationLedger.record(
          operationID: "\(index)",
          requestDigest: [],
          answer: [],
          at: 10 * day - Int64(age) * day,
          in: transaction
        )
      }
    }
    try await append("producer/a", after: 0, at: day)
    try await append("producer/a", after: 1, at: 2 * day)
    func kept(_ retention: FeedRetention) async throws -> [String] {
      let housekeeping = FeedHousekeeping(
        database: database,
        retention: retention,
        logger: silentLogger,
        nowUnixMicroseconds: { 10 * day }
      )
      try await housekeeping.sweep()
      return try await database.read {
        try $0.query("SELECT operation_id FROM operation_ledger ORDER BY operation_id") { $0.text(0) }
      }
    }
    #expect(try await kept(FeedRetention()) == ["2", "3"])
    #expect(try await revisions() == [1, 2])
    #expect(try await kept(FeedRetention(operations: .zero, fullHistory: .seconds(86_400))) == ["3"])
    #expect(try await revisions() == [2])
  }
}
