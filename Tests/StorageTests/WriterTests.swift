import Storage
import StorageSQLite
import Testing

/// Goal: the promises of the serialised writer. Method: a call held inside its closure lets others gather behind it,
/// so that they share the next transaction for certain.
@Suite struct WriterTests {
  struct Refusal: Error, Equatable {}

  /// Starts `bodies` while the writer is held, so that all of them join the transaction of the one that holds it.
  private func runTogether(
    _ database: SQLiteDatabase,
    _ bodies: [@Sendable (any WriteTransaction) throws -> Void]
  ) async throws -> [Result<Void, any Error>] {
    let hold = Hold()
    let first = Task { try await database.write { _ in hold.enter() } }
    await hold.waitUntilInside()
    var tasks: [Task<Void, any Error>] = []
    for body in bodies {
      let before = database.statistics.waitingWriteCount
      tasks.append(Task { try await database.write(body) })
      while database.statistics.waitingWriteCount == before { await Task.yield() }
    }
    hold.letGo()
    try await first.value
    var results: [Result<Void, any Error>] = []
    for task in tasks { results.append(await task.result) }
    return results
  }

  @Test("writes that wait share one commit")
  func groupCommit() async throws {
    var configuration = SQLiteConfiguration()
    configuration.groupCommitMaxMilliseconds = 60_000
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema, configuration: configuration)
    let before = database.statistics.commitCount
    let results = try await runTogether(
      database,
      (1...50).map { value in { transaction in try transaction.insertNumber(value) } }
    )
    #expect(results.allSatisfy { (try? $0.get()) != nil })
    #expect(try await database.numbers() == Array(1...50))
    #expect(database.statistics.commitCount - before == 1)
  }

  @Test("a write that throws undoes its own changes and leaves its neighbours alone")
  func savepointIsolation() async throws {
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema)
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

  @Test("a foreign key that is checked at the end fails its own write only")
  func deferredForeignKey() async throws {
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema)
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

  @Test("a disk that is full fails the write that needs the space, not its neighbours")
  func diskFull() async throws {
    // SQLite's own page limit gives the same error as a full disk.
    var configuration = SQLiteConfiguration()
    configuration.fileLimitPages = 40
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema, configuration: configuration)
    let results = try await runTogether(
      database,
      [
        { try $0.insertNumber(1) },
        { try $0.insertNumber(2, String(repeating: "x", count: 1_000_000)) },
        { try $0.insertNumber(3) },
      ]
    )
    #expect((try? results[0].get()) != nil)
    let refused = #expect(throws: DatabaseError.self) { try results[1].get() }
    #expect(refused?.code == .full)
    #expect((try? results[2].get()) != nil)
    #expect(try await database.numbers() == [1, 3])
    #expect(database.stopCause == nil)
  }

  @Test("a write that the queue has no room for is refused, and nothing of it is done")
  func queueFull() async throws {
    var configuration = SQLiteConfiguration()
    configuration.writeQueueCapacity = 2
    configuration.groupCommitMaxWrites = 1
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema, configuration: configuration)
    let hold = Hold()
    let first = Task { try await database.write { _ in hold.enter() } }
    await hold.waitUntilInside()
    let second = Task { try await database.write { try $0.insertNumber(2) } }
    let third = Task { try await database.write { try $0.insertNumber(3) } }
    while database.statistics.waitingWriteCount < 2 { await Task.yield() }
    #expect(await code { try await database.write { try $0.insertNumber(4) } } == .queueFull)
    hold.letGo()
    try await first.value
    try await second.value
    try await third.value
    #expect(try await database.numbers() == [2, 3])
  }

  @Test("a write whose task is cancelled while it waits is never done")
  func cancelledWhileWaiting() async throws {
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema)
    let hold = Hold()
    let first = Task { try await database.write { _ in hold.enter() } }
    await hold.waitUntilInside()
    let second = Task { try await database.write { try $0.insertNumber(2) } }
    while database.statistics.waitingWriteCount < 1 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    hold.letGo()
    try await first.value
    // Behind it in the queue: answered after it would have been.
    try await database.write { try $0.insertNumber(3) }
    #expect(try await database.numbers() == [3])
  }

  @Test("a write whose task is cancelled after it started is finished and answered")
  func cancelledWhileRunning() async throws {
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema)
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

  @Test("64 callers at once: every answered write is there after reopening")
  func durableAcrossReopening() async throws {
    try await withFolder { folder in
      let path = folder + "/numbers.db"
      let database = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<64 {
          group.addTask {
            for index in 0..<20 { try await database.write { try $0.insertNumber(Int64(caller * 20 + index)) } }
          }
        }
        try await group.waitForAll()
      }
      await database.close()
      let again = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      #expect(try await again.numbers() == Array(0..<1280))
      await again.close()
    }
  }

  @Test("closing finishes the writes that wait and refuses later ones")
  func closing() async throws {
    try await withFolder { folder in
      let path = folder + "/numbers.db"
      let database = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      let hold = Hold()
      let first = Task { try await database.write { _ in hold.enter() } }
      await hold.waitUntilInside()
      let second = Task { try await database.write { try $0.insertNumber(2) } }
      while database.statistics.waitingWriteCount < 1 { await Task.yield() }
      let closing = Task { await database.close() }
      while await code({ try await database.read { _ in } }) != .closed { await Task.yield() }
      hold.letGo()
      try await first.value
      try await second.value
      await closing.value
      #expect(await code { try await database.write { try $0.insertNumber(3) } } == .closed)
      let again = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      #expect(try await again.numbers() == [2])
      await again.close()
    }
  }

  @Test("the write-ahead log stays bounded while a million bytes are written again and again")
  func boundedLog() async throws {
    var configuration = SQLiteConfiguration()
    configuration.checkpointPages = 100
    configuration.walLimitPages = 400
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema, configuration: configuration)
    let text = String(repeating: "x", count: 100_000)
    for value in 0..<100 { try await database.write { try $0.insertNumber(Int64(value), text) } }
    // 100 rows of 25 pages are 2,500; the log never holds more than a checkpoint's worth and the last write.
    let size = try #require(fileSize(database.path + "-wal"))
    #expect(size < 400 * 4096)
  }
}
