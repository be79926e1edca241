import Storage
import StorageTestSupport
import Testing

/// Goal: the promises of the serialised writer. Method: a call held inside its closure lets others gather behind it,
/// so that they share the next transaction for certain.
@Suite struct WriterTests {
  struct Refusal: Error, Equatable {}

  @Test("writes that wait share one commit", arguments: StorageUnderTest.allCases)
  func groupCommit(_ engine: StorageUnderTest) async throws {
    var limits = StorageLimits()
    limits.groupCommitMaxMilliseconds = 60_000
    let database = try engine.temporary(migrations: numbersSchema, limits: limits)
    let before = database.commitCount
    let results = try await runTogether(
      database,
      (1...50).map { value in { transaction in try transaction.insertNumber(value) } }
    )
    #expect(results.allSatisfy { (try? $0.get()) != nil })
    #expect(try await database.numbers() == Array(1...50))
    #expect(database.commitCount - before == 1)
  }

  @Test(
    "a write that throws undoes its own changes and leaves its neighbours alone",
    arguments: StorageUnderTest.allCases
  )
  func savepointIsolation(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    let results = try await runTogether(
      database,
      [
        { try $0.insertNumber(1) },
        { transaction in
          try transaction.insertNumber(2)
          throw Refusal()
        },
        { try $0.insertNumber(1) },
        { try $0.insertNumber(3) },
      ]
    )
    #expect((try? results[0].get()) != nil)
    #expect(throws: Refusal.self) { try results[1].get() }
    let duplicate = #expect(throws: DatabaseError.self) { try results[2].get() }
    #expect(duplicate?.code == .constraint)
    #expect((try? results[3].get()) != nil)
    #expect(try await database.numbers() == [1, 3])
  }

  @Test("a foreign key that is checked at the end fails its own write only", arguments: StorageUnderTest.allCases)
  func deferredForeignKey(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    let results = try await runTogether(
      database,
      [
        { try $0.insertNumber(1) },
        { try $0.execute("INSERT INTO note (id, number) VALUES (1, 99)") },
        { transaction in
          try transaction.execute("INSERT INTO note (id, number) VALUES (2, 5)")
          try transaction.insertNumber(5)
        },
      ]
    )
    #expect((try? results[0].get()) != nil)
    let refused = #expect(throws: DatabaseError.self) { try results[1].get() }
    #expect(refused?.code == .constraint)
    #expect((try? results[2].get()) != nil)
    #expect(try await database.numbers() == [1, 5])
  }

  @Test(
    "a write that the queue has no room for is refused, and nothing of it is done",
    arguments: StorageUnderTest.allCases
  )
  func queueFull(_ engine: StorageUnderTest) async throws {
    var limits = StorageLimits()
    limits.writeQueueCapacity = 2
    limits.groupCommitMaxWrites = 1
    let database = try engine.temporary(migrations: numbersSchema, limits: limits)
    let hold = Hold()
    let first = Task { try await database.write { _ in hold.enter() } }
    await hold.waitUntilInside()
    let second = Task { try await database.write { try $0.insertNumber(2) } }
    let third = Task { try await database.write { try $0.insertNumber(3) } }
    while database.waitingWriteCount < 2 { await Task.yield() }
    #expect(await code { try await database.write { try $0.insertNumber(4) } } == .queueFull)
    hold.letGo()
    try await first.value
    try await second.value
    try await third.value
    #expect(try await database.numbers() == [2, 3])
  }

  @Test("a write whose task is cancelled while it waits is never done", arguments: StorageUnderTest.allCases)
  func cancelledWhileWaiting(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    let hold = Hold()
    let first = Task { try await database.write { _ in hold.enter() } }
    await hold.waitUntilInside()
    let second = Task { try await database.write { try $0.insertNumber(2) } }
    while database.waitingWriteCount < 1 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    hold.letGo()
    try await first.value
    // Behind it in the queue: answered after it would have been.
    try await database.write { try $0.insertNumber(3) }
    #expect(try await database.numbers() == [3])
  }

  @Test(
    "a write whose task is cancelled after it started is finished and answered",
    arguments: StorageUnderTest.allCases
  )
  func cancelledWhileRunning(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    let hold = Hold()
    let task = Task {
      try await database.write { transaction in
        try transaction.insertNumber(1)
        hold.enter()
      }
    }
    await hold.waitUntilInside()
    task.cancel()
    hold.letGo()
    try await task.value
    #expect(try await database.numbers() == [1])
  }

  @Test("64 callers at once: every answered write is there after reopening", arguments: StorageUnderTest.allCases)
  func durableAcrossReopening(_ engine: StorageUnderTest) async throws {
    let place = try TemporaryPlace(engine)
    let database = try place.open(migrations: numbersSchema)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<64 {
        group.addTask {
          for index in 0..<20 { try await database.write { try $0.insertNumber(Int64(caller * 20 + index)) } }
        }
      }
      try await group.waitForAll()
    }
    await database.close()
    let again = try place.open(migrations: numbersSchema)
    #expect(try await again.numbers() == Array(0..<1280))
    await again.close()
  }

  @Test("closing finishes the writes that wait and refuses later ones", arguments: StorageUnderTest.allCases)
  func closing(_ engine: StorageUnderTest) async throws {
    let place = try TemporaryPlace(engine)
    let database = try place.open(migrations: numbersSchema)
    let hold = Hold()
    let first = Task { try await database.write { _ in hold.enter() } }
    await hold.waitUntilInside()
    let second = Task { try await database.write { try $0.insertNumber(2) } }
    while database.waitingWriteCount < 1 { await Task.yield() }
    let closing = Task { await database.close() }
    while await code({ try await database.read { _ in } }) != .closed { await Task.yield() }
    hold.letGo()
    try await first.value
    try await second.value
    await closing.value
    #expect(await code { try await database.write { try $0.insertNumber(3) } } == .closed)
    let again = try place.open(migrations: numbersSchema)
    #expect(try await again.numbers() == [2])
    await again.close()
  }
}
