import Storage
import StorageSQLite
import StorageTestSupport
import Testing

/// What only a file can run into: its size, and the size of its log.
@Suite struct SQLiteLimitTests {
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
