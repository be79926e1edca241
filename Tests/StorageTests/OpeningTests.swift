import Foundation
import Storage
import StorageSQLite
import Testing

func fileSize(_ path: String) -> Int? {
  (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
}

@Suite struct OpeningTests {
  @Test("the writer's synchronous setting reads 2 and its journal is the write-ahead log")
  func settings() async throws {
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema)
    let settings = try await database.writerSettings()
    #expect(settings["synchronous"] == "2")
    #expect(settings["journal_mode"] == "wal")
    #expect(settings["foreign_keys"] == "1")
  }

  @Test("a file that is open cannot be opened again, and the error names file and process")
  func secondOpener() async throws {
    try await withFolder { folder in
      let path = folder + "/one.db"
      let database = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      let refused = await databaseError { _ = try SQLiteDatabase.open(path: path, migrations: numbersSchema) }
      #expect(refused?.code == .locked)
      #expect(refused?.message.contains(path) == true)
      #expect(refused?.message.contains("process \(getpid())") == true)
      await database.close()
      let again = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      await again.close()
    }
  }

  @Test("a database that nobody holds any more closes by itself")
  func letGo() async throws {
    try await withFolder { folder in
      let path = folder + "/one.db"
      _ = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      while await code({ _ = try SQLiteDatabase.open(path: path, migrations: numbersSchema) }) == .locked {
        await Task.yield()
      }
    }
  }

  @Test("an attempt to open that failed has let go of the file when it throws")
  func failedAttempt() async throws {
    try await withFolder { folder in
      let path = folder + "/schema.db"
      let bad = [Migration(version: 1, name: "bad", sql: "CREATE TABLE;")]
      for _ in 0..<200 {
        #expect(await code { _ = try SQLiteDatabase.open(path: path, migrations: bad) } == .misuse)
      }
    }
  }

  @Test("a file that is not a database is refused and left as it was")
  func notADatabase() async throws {
    try await withFolder { folder in
      let path = folder + "/notes.txt"
      let content = String(repeating: "These are notes, not a database. ", count: 200)
      try content.write(toFile: path, atomically: true, encoding: .utf8)
      let refused = await databaseError { _ = try SQLiteDatabase.open(path: path, migrations: numbersSchema) }
      #expect(refused?.code == .corrupt)
      #expect(refused?.message.contains("is not an SQLite database") == true)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
    }
  }

  @Test("a log that an earlier process has left is written anew, with the same bytes, when the database is opened")
  func leftLog() async throws {
    try await withFolder { folder in
      let (path, copy) = (folder + "/schema.db", folder + "/copy.db")
      let database = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      // What a process that is killed here would leave.
      for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix) }
      await database.close()
      let left = try #require(FileManager.default.contents(atPath: copy + "-wal"))
      #expect(left.count > 0)
      let longAgo = Date(timeIntervalSince1970: 0)
      try FileManager.default.setAttributes([.modificationDate: longAgo], ofItemAtPath: copy + "-wal")
      let found = try SQLiteDatabase.open(path: copy, migrations: numbersSchema)
      let changed = try FileManager.default.attributesOfItem(atPath: copy + "-wal")[.modificationDate] as? Date
      #expect(try #require(changed) > longAgo)
      #expect(FileManager.default.contents(atPath: copy + "-wal") == left)
      await found.close()
    }
  }

  @Test("a log that cannot be brought to the disk keeps the database closed, and is named")
  func unreachableLog() async throws {
    try await withFolder { folder in
      let path = folder + "/schema.db"
      // A link to itself.
      try FileManager.default.createSymbolicLink(atPath: path + "-wal", withDestinationPath: path + "-wal")
      let refused = await databaseError { _ = try SQLiteDatabase.open(path: path, migrations: numbersSchema) }
      #expect(refused?.code == .cannotOpen)
      #expect(refused?.message.contains("cannot open \(path)-wal") == true)
    }
  }

  @Test("damaged pages are an error of their own")
  func damaged() async throws {
    try await withFolder { folder in
      let path = folder + "/damaged.db"
      let database = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      try await database.write { transaction in
        for value in 0..<2_000 { try transaction.insertNumber(Int64(value), "some text to fill pages") }
      }
      await database.close()
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      let size = try #require(fileSize(path))
      for offset in stride(from: 4 * 4096, to: size, by: 4096) {
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(repeating: 0xFF, count: 64))
      }
      try file.close()
      let again = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      let refused = await databaseError { _ = try await again.numbers() }
      #expect(refused?.code == .corrupt)
      #expect(refused?.message.contains("restore it from a backup") == true)
      await again.close()
    }
  }

  @Test("a read-only file, a missing folder, and a folder in place of a file are named")
  func places() async throws {
    try await withFolder { folder in
      let path = folder + "/kept.db"
      await (try SQLiteDatabase.open(path: path, migrations: numbersSchema)).close()
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      let readOnly = await databaseError { _ = try SQLiteDatabase.open(path: path, migrations: numbersSchema) }
      #expect(readOnly?.code == .readOnly)
      #expect(readOnly?.message.contains(path) == true)
      let missing = await databaseError { _ = try SQLiteDatabase.open(path: folder + "/no/x.db", migrations: []) }
      #expect(missing?.code == .cannotOpen)
      #expect(missing?.message.contains("No such file or directory") == true)
      #expect(await code { _ = try SQLiteDatabase.open(path: folder, migrations: []) } == .cannotOpen)
      #expect(await code { _ = try SQLiteDatabase.open(path: "", migrations: []) } == .cannotOpen)
    }
  }

  @Test("a new database can be read by its owner only")
  func fileMode() async throws {
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema)
    for suffix in ["", "-wal", ".lock"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: database.path + suffix)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("a temporary database's folder goes away with it")
  func temporaryFolder() async throws {
    let database = try SQLiteDatabase.temporary(migrations: numbersSchema)
    let folder = (database.path as NSString).deletingLastPathComponent
    #expect(FileManager.default.fileExists(atPath: folder))
    await database.close()
    #expect(!FileManager.default.fileExists(atPath: folder))
  }
}
