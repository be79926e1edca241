import Storage
import StorageTestSupport
import Testing

@Suite struct SchemaTests {
  @Test(
    "a schema newer than the program is refused, an older one is brought up to date",
    arguments: StorageUnderTest.allCases
  )
  func schemaVersions(_ engine: StorageUnderTest) async throws {
    let place = try TemporaryPlace(engine)
    let second = Migration(version: 2, name: "colour", sql: "ALTER TABLE number ADD COLUMN colour TEXT;")
    await (try place.open(migrations: numbersSchema)).close()
    let database = try place.open(migrations: numbersSchema + [second])
    try await database.write { try $0.execute("INSERT INTO number (value, name, colour) VALUES (1, 'a', 'red')") }
    await database.close()
    let refused = await databaseError { _ = try place.open(migrations: numbersSchema) }
    #expect(refused?.code == .schemaTooNew)
    #expect(refused?.message.contains("schema version 2, this program knows 1") == true)
  }

  @Test("a migration that fails leaves the schema as it was", arguments: StorageUnderTest.allCases)
  func failingMigration(_ engine: StorageUnderTest) async throws {
    let place = try TemporaryPlace(engine)
    let bad = Migration(version: 2, name: "bad", sql: "CREATE TABLE extra (id INTEGER); CREATE TABLE number (id TEXT);")
    #expect(await code { _ = try place.open(migrations: numbersSchema + [bad]) } == .misuse)
    let database = try place.open(migrations: numbersSchema)
    let tables = try await database.read { transaction in
      let sql =
        engine == .sqlite
        ? "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'database_writer' "
          + "ORDER BY 1"
      return try transaction.query(sql) { $0.text(0) }
    }
    #expect(tables == ["note", "number", "schema_migration"])
    await database.close()
  }

  @Test("a database of another service is refused by its schema's names", arguments: StorageUnderTest.allCases)
  func otherService(_ engine: StorageUnderTest) async throws {
    let place = try TemporaryPlace(engine)
    await (try place.open(migrations: numbersSchema)).close()
    let other = [Migration(version: 1, name: "letters", sql: "CREATE TABLE letter (id INTEGER);")]
    let refused = await databaseError { _ = try place.open(migrations: other) }
    #expect(refused?.code == .misuse)
    #expect(refused?.message.contains("another service") == true)
  }

  @Test("text is ordered by its bytes, and names of types are those of a store", arguments: StorageUnderTest.allCases)
  func oneText(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: [
      Migration(version: 1, name: "t", sql: "CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER, b BLOB) WITHOUT ROWID;")
    ])
    let words = ["a", "Z", "ä", "đ", "_", "10", "9", "", "\u{1F33E}", "\u{FF5E}", "?1", "--", "it's"]
    try await database.write { transaction in
      for word in words {
        let insert = "INSERT INTO t (id, n, b) VALUES (?1, ?2, x'00ff') ON CONFLICT (id) DO UPDATE SET n = excluded.n"
        let count = try transaction.execute(insert, [.text(word), .integer(1 << 40)])
        #expect(count == 1)
      }
    }
    try await database.read { transaction in
      let found = try transaction.query("SELECT id FROM t /* INTEGER ? */ ORDER BY id -- ?9") { $0.text(0) }
      #expect(found == words.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
      let sql =
        "SELECT CAST(sum(n) AS INTEGER), x'00ff', 7 / 2, 'x''?1' || id FROM t WHERE id <= ?1 GROUP BY id LIMIT 1"
      let one = try transaction.queryOne(sql, [.text("")]) { ($0.integer(0), $0.bytes(1), $0.integer(2), $0.text(3)) }
      #expect(one?.0 == 1 << 40)
      #expect(one?.1 == [0, 0xFF])
      #expect(one?.2 == 3)
      #expect(one?.3 == "x'?1")
    }
  }
}
