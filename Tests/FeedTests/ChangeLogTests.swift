import Feed
import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

@Suite struct ChangeLogTests {
  @Test("32 writers at once: revisions are 1, 2, 3, … without gaps, and failed writes leave none")
  func gapFree() async throws {
    struct Refusal: Error {}
    let database = try StorageUnderTest.temporary(migrations: sourceSchema)
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<32 {
        group.addTask {
          for index in 0..<20 {
            _ = try? await database.write { transaction in
              let name = "\(writer)/\(index)"
              let subject = "producer/\(name)"
              _ = try ChangeLog.append(producer(name), subject: subject, operationID: name, at: 1, in: transaction)
              if index % 3 == 0 { throw Refusal() }
            }
          }
        }
      }
    }
    // 13 of 20 indices are not divisible by 3.
    let events = try await database.read { try ChangeLog.events(after: 0, limit: 10_000, in: $0) }
    #expect(events.map(\.revision) == Array(1...(32 * 13)))
    #expect(try await database.head().revision == 32 * 13)
    // Each writer's own events are in the order it made them.
    for writer in 0..<32 {
      let names = events.map(\.operationID).filter { $0.hasPrefix("\(writer)/") }
      #expect(names == (0..<20).filter { $0 % 3 != 0 }.map { "\(writer)/\($0)" })
    }
  }

  @Test("an event is what was appended, and revision and epoch stay when the file is opened again")
  func reopening() async throws {
    let place = try TemporaryPlace(StorageUnderTest.chosen)
    do {
      let database = try place.open(migrations: sourceSchema)
      try await database.write { transaction in
        _ = try ChangeLog.append(
          producer("Bích Trâm"),
          subject: "producer/HTX-01",
          previousRevision: 0,
          operationID: "import-1",
          at: 1_635_724_800_000_000,
          in: transaction
        )
      }
      let head = try await database.head()
      await database.close()
      #expect(head.epoch.count == 32)
      let again = try place.open(migrations: sourceSchema)
      #expect(try await again.head() == head)
      try await again.appendEvents(["second"])
      let events = try await again.read { try ChangeLog.events(after: 0, limit: 10, in: $0) }
      #expect(events.map(\.revision) == [1, 2])
      #expect(events[0].operationID == "import-1")
      #expect(events[0].recordedAtUnixMicroseconds == 1_635_724_800_000_000)
      #expect(events[0].subject == "producer/HTX-01")
      #expect(events[0].changeType == "ocop.registry.v1.Producer")
      #expect(try RegistryV1.Producer(decodingBytes: events[0].change) == producer("Bích Trâm"))
      await again.close()
    }
  }

  @Test("two logs have two epochs")
  func epochs() async throws {
    let first = try await StorageUnderTest.temporary(migrations: sourceSchema).head()
    let second = try await StorageUnderTest.temporary(migrations: sourceSchema).head()
    #expect(first.epoch != second.epoch)
  }

  @Test("a batch ends at its number of events or of bytes, but is never empty")
  func batches() async throws {
    let database = try StorageUnderTest.temporary(migrations: sourceSchema)
    try await database.appendEvents((0..<10).map { "\($0)" + String(repeating: "x", count: 997) })
    func count(after revision: UInt64, limit: Int, byteLimit: Int) async throws -> Int {
      try await database.read {
        try ChangeLog.events(after: revision, limit: limit, byteLimit: byteLimit, in: $0).count
      }
    }
    #expect(try await count(after: 0, limit: 4, byteLimit: .max) == 4)
    #expect(try await count(after: 0, limit: 100, byteLimit: 2_500) == 3)
    #expect(try await count(after: 0, limit: 100, byteLimit: 1) == 1)
    #expect(try await count(after: 8, limit: 100, byteLimit: .max) == 2)
    #expect(try await count(after: 10, limit: 100, byteLimit: .max) == 0)
  }

  @Test("an operation's first answer is replayed, and the same id with another request is refused")
  func ledger() async throws {
    let database = try StorageUnderTest.temporary(migrations: sourceSchema)
    func firstAnswer(_ digest: [UInt8]) async throws -> [UInt8]? {
      try await database.read { try OperationLedger.firstAnswer(operationID: "a", requestDigest: digest, in: $0) }
    }
    #expect(try await firstAnswer([1]) == nil)
    try await database.write {
      try OperationLedger.record(operationID: "a", requestDigest: [1], answer: [9, 9], at: 5, in: $0)
    }
    #expect(try await firstAnswer([1]) == [9, 9])
    let error = await #expect(throws: RPCError.self) { try await firstAnswer([2]) }
    #expect(error?.code == .alreadyExists)
  }
}
