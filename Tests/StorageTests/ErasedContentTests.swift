import Foundation
import Storage
import StorageSQLite
import Testing

/// Goal: what was deleted is not in the files any more once they were cleared. Method: names that occur nowhere else
/// are looked for in the bytes of the file and its log.
@Suite(.timeLimit(.minutes(1))) struct ErasedContentTests {
  private let schema = [
    Migration(version: 1, name: "people", sql: "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL);")
  ]

  @Test("a deleted name is in the file before it is cleared, and nowhere after, while others stay")
  func clearing() async throws {
    let name = "erased-\(UInt64.random(in: 0...UInt64.max)).db"
    let path = FileManager.default.temporaryDirectory.appending(path: name).path
    defer {
      for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
    func occurs(_ name: String) throws -> Bool {
      try ["", "-wal"].contains { suffix in
        guard FileManager.default.fileExists(atPath: path + suffix) else { return false }
        return try Data(contentsOf: URL(filePath: path + suffix)).range(of: Data(name.utf8)) != nil
      }
    }
    let database = try SQLiteDatabase.open(path: path, migrations: schema)
    try await database.write { transaction in
      for id in 1...2_000 {
        let name = id == 1_000 ? "Canary-1f0c" : "person \(id)"
        try transaction.execute("INSERT INTO person (id, name) VALUES (?1, ?2)", [.integer(Int64(id)), .text(name)])
      }
    }
    try await database.write { _ = try $0.execute("DELETE FROM person WHERE id >= 1000") }
    #expect(try occurs("Canary-1f0c"))
    #expect(try await database.clearErasedContent())
    #expect(try !occurs("Canary-1f0c"))
    #expect(try occurs("person 999"))
    let count = try await database.read { try $0.queryOne("SELECT count(*) FROM person") { $0.integer(0) } }
    #expect(count == 999)
    // Debian's SQLite overwrites what is deleted by itself, others leave it in free pages: none is left of those.
    let free = try await database.read {
      try $0.queryOne("SELECT freelist_count FROM pragma_freelist_count") { $0.integer(0) }
    }
    #expect(free == 0)
    try await database.write { _ = try $0.execute("DELETE FROM person WHERE id = 999") }
    await database.close()
  }
}
