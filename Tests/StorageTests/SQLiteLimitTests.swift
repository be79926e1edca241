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

  @Test("a point read sees every write that was answered before it, and the log still starts anew")
  func pointReads() async throws {
    let configuration = smallLog
    try await withFolder { folder in
      let path = folder + "/numbers.db"
      let database = try SQLiteDatabase.open(path: path, migrations: numbersSchema, configuration: configuration)
      for value in 1...400 as ClosedRange<Int64> {
        try await database.write { try $0.insertNumber(value) }
        let last = try await database.readPoint { try $0.queryOne("SELECT max(value) FROM number") { $0.integer(0) } }
        #expect(last == value)
      }
      // 400 commits have written at least a page each, which all lie in a log that never started anew. How often it did
      // depends on how fast the disk is.
      let size = try #require(fileSize(path + "-wal"))
      #expect(size < 400 * 4_096, "the log has \(size) bytes")
      await database.close()
      let error = await databaseError { _ = try await database.readPoint { try $0.exists("SELECT 1") } }
      #expect(error?.code == .closed)
    }
  }

  /// A log that is moved into the file after a few pages.
  private var smallLog: SQLiteConfiguration {
    var configuration = SQLiteConfiguration()
    configuration.checkpointPages = 8
    configuration.walLimitPages = 16
    return configuration
  }
}
