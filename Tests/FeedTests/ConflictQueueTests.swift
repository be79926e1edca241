import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

@testable import Feed

/// Goal: the queue is bounded, and its counts are those of its rows. Method: a queue of at most two open and two closed
/// conflicts, by itself.
@Suite("The queue of conflicts")
struct ConflictQueueTests {
  private let database: any Database
  private let queue = ConflictQueue(service: "registry", kinds: [(3, "producer")], openMax: 2, closedMax: 2)

  init() throws {
    database = try StorageUnderTest.temporary(migrations: sourceSchema + [ConflictQueue.migration(version: 3)])
  }

  private func conflict(_ id: String, mine: String = "mine") -> StoredConflict {
    StoredConflict(
      sequence: 0,
      reference: RecordReference(kind: 3, id: id),
      baseRevision: 1,
      queuedRevision: 2,
      revision: 2,
      baseBytes: [1],
      theirBytes: [2],
      myBytes: Array(mine.utf8),
      queuedBy: "office:a",
      queuedAtUnixMicroseconds: 5,
      operationID: "pack-\(id)",
      state: .open
    )
  }

  private func add(_ id: String, mine: String = "mine") async throws -> String {
    let conflict = conflict(id, mine: mine)
    return try await database.write { [queue] in try queue.add(conflict, in: $0) }
  }

  private func close(_ identifier: String, at time: Int64) async throws {
    try await database.write { [queue] transaction in
      var conflict = try queue.load(identifier, in: transaction)
      conflict.state = .withdrawn
      conflict.closedAtUnixMicroseconds = time
      try queue.close(conflict, in: transaction)
    }
  }

  /// "open closed" as the head has them; checked against the rows.
  private func counts() async throws -> String {
    try await database.read { transaction in
      func count(_ condition: String) throws -> Int64 {
        try transaction.queryOne("SELECT count(*) FROM record_conflict WHERE \(condition)") { $0.integer(0) } ?? 0
      }
      let head = try transaction.queryOne("SELECT open_count, closed_count FROM record_conflict_head WHERE id = 1") {
        "\($0.integer(0)) \($0.integer(1))"
      }
      #expect(try head == "\(count("state = 1")) \(count("state <> 1"))")
      return head ?? ""
    }
  }

  private func exists(_ identifier: String) async throws -> Bool {
    try await database.read { [queue] transaction in
      do {
        _ = try queue.load(identifier, in: transaction)
        return true
      } catch let error as RPCError where error.code == .notFound {
        return false
      }
    }
  }

  @Test("a full queue takes no more, and the same conflict again takes no room")
  func full() async throws {
    #expect(try await add("a") == "registry-1")
    #expect(try await add("b") == "registry-2")
    #expect(try await add("a") == "registry-1")
    let error = await #expect(throws: RPCError.self) { try await add("c") }
    #expect(error?.code == .resourceExhausted && error?.fieldViolations.map(\.reason) == ["conflict_queue_full"])
    #expect(try await counts() == "2 0")
    try await close("registry-1", at: 10)
    #expect(try await add("a", mine: "another") == "registry-3")
    #expect(try await counts() == "2 1")
  }

  @Test("of closed conflicts the oldest are forgotten when there are too many, or when their time has passed")
  func forgotten() async throws {
    for (time, id) in ["a", "b", "c"].enumerated() { try await close(try await add(id), at: Int64(10 + time)) }
    #expect(try await counts() == "0 2")
    #expect(try await exists("registry-1") == false)
    let open = try await add("d")
    let count = try await database.write { try ConflictQueue.forget(closedBefore: 12, limit: 10, in: $0) }
    #expect(count == 1)
    #expect(try await [exists("registry-2"), exists("registry-3"), exists(open)] == [false, true, true])
    #expect(try await counts() == "1 1")
  }

  @Test("an erasure empties every conflict of the record, closes the open ones, and names their operations")
  func erased() async throws {
    try await close(try await add("a"), at: 10)
    let open = try await add("a", mine: "another")
    let other = try await add("b")
    let reference = RecordReference(kind: 3, id: "a")
    let operations = try await database.write { try ConflictQueue.erase(reference, at: 20, in: $0) }
    #expect(operations == ["pack-a"])
    #expect(try await counts() == "1 2")
    let (erased, kept) = try await database.read { [queue] in
      (try queue.load(open, in: $0), try queue.load(other, in: $0))
    }
    #expect(erased.state == .erased && erased.closedAtUnixMicroseconds == 20)
    #expect(erased.baseBytes + erased.theirBytes + erased.myBytes == [])
    #expect(kept.state == .open && kept.myBytes == Array("mine".utf8))
    let isHeld = try await database.read { try ConflictQueue.holds(reference, in: $0) }
    #expect(!isHeld)
  }
}
