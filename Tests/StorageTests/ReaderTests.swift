import Storage
import StorageTestSupport
import Testing

@Suite struct ReaderTests {
  @Test("a read sees one snapshot, whatever is written meanwhile", arguments: StorageUnderTest.allCases)
  func snapshot(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    try await database.write { try $0.insertNumber(1) }
    let hold = Hold()
    let read = Task {
      try await database.read { transaction in
        let before = try transaction.query("SELECT value FROM number") { $0.integer(0) }
        hold.enter()
        let after = try transaction.query("SELECT value FROM number") { $0.integer(0) }
        return [before, after]
      }
    }
    await hold.waitUntilInside()
    try await database.write { try $0.insertNumber(2) }
    hold.letGo()
    #expect(try await read.value == [[1], [1]])
    #expect(try await database.numbers() == [1, 2])
  }

  @Test("a read sees every write that was answered before it", arguments: StorageUnderTest.allCases)
  func readsItsWrites(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    for value in 1...200 as ClosedRange<Int64> {
      try await database.write { try $0.insertNumber(value) }
      #expect(try await database.numbers().last == value)
    }
  }

  @Test("a failing point read, or one that would write, leaves the next whole", arguments: StorageUnderTest.allCases)
  func failingPointReads(_ engine: StorageUnderTest) async throws {
    struct Refusal: Error {}
    let database = try engine.temporary(migrations: numbersSchema)
    try await database.write { try $0.insertNumber(1) }
    await #expect(throws: Refusal.self) {
      try await database.readPoint { transaction in
        _ = try transaction.exists("SELECT 1 FROM number")
        throw Refusal()
      }
    }
    let error = await databaseError { try await database.readPoint { try $0.forEach("DELETE FROM number") { _ in } } }
    #expect(error?.code == .misuse)
    #expect(try await database.readPoint { try $0.exists("SELECT 1 FROM number WHERE value = 1") })
  }

  @Test("of many callers at once, each reads what it has written", arguments: StorageUnderTest.allCases)
  func eachReadsItsWrites(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<32 as Range<Int64> {
        group.addTask {
          for index in 0..<30 as Range<Int64> {
            let value = caller * 100 + index
            try await database.write { try $0.insertNumber(value) }
            let isThere = try await database.read { transaction in
              try transaction.exists("SELECT 1 FROM number WHERE value = ?1", [.integer(value)])
            }
            #expect(isThere)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("a statement that writes is refused in a read", arguments: StorageUnderTest.allCases)
  func writingInARead(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    let error = await databaseError {
      try await database.read { try $0.forEach("DELETE FROM number") { _ in } }
    }
    #expect(error?.code == .misuse)
    #expect(error?.sql == "DELETE FROM number")
  }

  @Test("values come back as they went in", arguments: StorageUnderTest.allCases)
  func values(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: [
      Migration(
        version: 1,
        name: "v",
        sql: "CREATE TABLE v (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB);"
      )
    ])
    let text = "Đồng Mỏ \u{1F33E} \"'"
    try await database.write { transaction in
      let insert = "INSERT INTO v (id, i, r, t, b) VALUES (?1, ?2, ?3, ?4, ?5)"
      try transaction.execute(insert, [1, .integer(.min), 0.1, .text(text), .bytes([0, 255, 0])])
      try transaction.execute(insert, [2, .integer(.max), .real(-.infinity), "", .bytes([])])
      try transaction.execute(insert, [3, nil, nil, nil, nil])
    }
    try await database.read { transaction in
      let rows = try transaction.query("SELECT i, r, t, b FROM v ORDER BY id") { row in
        (
          row.optionalInteger(0), row.isNull(1) ? nil : row.real(1), row.optionalText(2),
          row.isNull(3) ? nil : row.bytes(3)
        )
      }
      #expect(rows[0] == (.min, 0.1, text, [0, 255, 0]))
      #expect(rows[1] == (.max, -.infinity, "", []))
      #expect(rows[2] == (nil, nil, nil, nil))
    }
  }

  @Test(
    "a column read as something it is not fails the query",
    arguments: StorageUnderTest.allCases,
    // An integer, NULL, and bytes, read as text.
    ["SELECT 1", "SELECT NULL", "SELECT x'00'"]
  )
  func wrongColumnType(_ engine: StorageUnderTest, sql: String) async throws {
    let database = try engine.temporary()
    let error = await databaseError { _ = try await database.read { try $0.query(sql) { $0.text(0) } } }
    #expect(error?.code == .misuse)
    #expect(error?.message.contains("column 0") == true)
  }

  @Test("a column that does not exist fails the query", arguments: StorageUnderTest.allCases)
  func missingColumn(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary()
    #expect(await code { _ = try await database.read { try $0.query("SELECT 1") { $0.integer(1) } } } == .misuse)
    #expect(await code { _ = try await database.read { try $0.query("SELECT 1") { $0.isNull(-1) } } } == .misuse)
  }

  @Test("a query inside a row of the same query is another statement", arguments: StorageUnderTest.allCases)
  func nestedQuery(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    try await database.write { for value in 1...3 as ClosedRange<Int64> { try $0.insertNumber(value) } }
    let pairs = try await database.read { transaction in
      var pairs: [String] = []
      let sql = "SELECT value FROM number ORDER BY value"
      try transaction.forEach(sql) { outer in
        try transaction.forEach(sql) { inner in pairs.append("\(outer.integer(0))\(inner.integer(0))") }
      }
      return pairs
    }
    #expect(pairs == ["11", "12", "13", "21", "22", "23", "31", "32", "33"])
  }

  @Test("a statement is usable again after its query ended in the middle", arguments: StorageUnderTest.allCases)
  func endedInTheMiddle(_ engine: StorageUnderTest) async throws {
    struct Enough: Error {}
    let database = try engine.temporary(migrations: numbersSchema)
    try await database.write { for value in 1...3 as ClosedRange<Int64> { try $0.insertNumber(value) } }
    let found = try await database.read { transaction in
      let sql = "SELECT value FROM number WHERE value >= ?1 ORDER BY value"
      try? transaction.forEach(sql, [1]) { _ in throw Enough() }
      let one = try transaction.queryOne(sql, [2]) { $0.integer(0) }
      return (one, try transaction.query(sql, [2]) { $0.integer(0) })
    }
    #expect(found.0 == 2)
    #expect(found.1 == [2, 3])
  }

  @Test(
    "wrong SQL, several statements, missing arguments, and transaction control are refused by name",
    arguments: StorageUnderTest.allCases
  )
  func misuse(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    func message(_ sql: String, _ arguments: [DatabaseValue] = []) async -> String? {
      let error = await databaseError { _ = try await database.write { try $0.execute(sql, arguments) } }
      #expect(error?.code == .misuse)
      return error?.message
    }
    #expect(await message("SELEKT 1")?.contains("syntax error") == true)
    #expect(await message("SELECT 1; SELECT 2")?.contains("more than one statement") == true)
    #expect(await message("  -- nothing\n")?.contains("no statement") == true)
    #expect(await message("SELECT ?1, ?2", [1])?.contains("2 placeholders, 1 arguments") == true)
    #expect(await message("COMMIT")?.contains("COMMIT is not for callers") == true)
    #expect(await message("/* x */ pragma synchronous = 0")?.contains("PRAGMA is not for callers") == true)
    let unknown = await message("SELECT \"nonsense\" FROM number")
    #expect(unknown?.contains(engine == .sqlite ? "no such column" : "does not exist") == true)
    #expect(await message("SELECT ?1", [.real(.nan)])?.contains("not a number") == true)
  }

  @Test("text with a NUL is refused, and the error does not repeat it", arguments: StorageUnderTest.allCases)
  func nulText(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: numbersSchema)
    let error = await databaseError { try await database.write { try $0.insertNumber(1, "secret\0name") } }
    #expect(error?.code == .invalidText)
    #expect(error.map { "\($0)".contains("secret") } == false)
    #expect(try await database.numbers() == [])
  }

  @Test("a transaction that is kept after its closure is useless", arguments: StorageUnderTest.allCases)
  func escapedTransaction(_ engine: StorageUnderTest) async throws {
    // Unchecked: set in one closure, read after it returned: never at the same time.
    final class Box: @unchecked Sendable {
      var transaction: (any WriteTransaction)?
    }
    let database = try engine.temporary(migrations: numbersSchema)
    let box = Box()
    try await database.write { box.transaction = $0 }
    #expect(await code { try box.transaction?.insertNumber(1) } == .misuse)
  }
}
