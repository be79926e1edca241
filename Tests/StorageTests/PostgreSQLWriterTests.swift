import Storage
import StorageTestSupport
import Testing

/// What is PostgreSQL's own about a shared transaction: it has savepoints only after a failure.
@Suite struct PostgreSQLWriterTests {
  struct Refusal: Error {}

  @Test("failures among many writes undo themselves alone, in the transaction that meets the first and in later ones")
  func failuresAmongMany() async throws {
    let database = try StorageUnderTest.postgresql.temporary(migrations: numbersSchema)
    for round in 0..<3 as Range<Int64> {
      let bodies = (0..<30 as Range<Int64>).map { index -> @Sendable (any WriteTransaction) throws -> Void in
        let failedBefore: Int64 = (index + 1) / 3
        return { transaction in
          // What earlier members wrote is there, and what a failed one wrote is not.
          let count = try transaction.queryOne("SELECT count(*) FROM number") { $0.integer(0) }
          #expect(count == round * 20 + index - failedBefore)
          try transaction.insertNumber(round * 100 + index)
          if index % 3 == 1 { throw Refusal() }
        }
      }
      let results = try await runTogether(database, bodies)
      for (index, result) in results.enumerated() {
        let isKept = (try? result.get()) != nil
        #expect(isKept == (index % 3 != 1))
      }
    }
    let expected = (0..<3).flatMap { round in (0..<30).filter { $0 % 3 != 1 }.map { Int64(round * 100 + $0) } }
    #expect(try await database.numbers() == expected)
  }

  @Test("a write that throws before it has changed anything leaves its neighbours' only run to be the last")
  func harmlessRefusals() async throws {
    let database = try StorageUnderTest.postgresql.temporary(migrations: numbersSchema)
    let runs = RunCounter()
    let results = try await runTogether(
      database,
      [
        { transaction in
          runs.add()
          try transaction.insertNumber(1)
        },
        { transaction in
          _ = try transaction.exists("SELECT 1 FROM number")
          throw Refusal()
        },
      ]
    )
    #expect((try? results[0].get()) != nil)
    #expect((try? results[1].get()) == nil)
    #expect(runs.count == 1)
    #expect(try await database.numbers() == [1])
  }

  @Test("rows are handed over while they come: what fails in the middle of them fails after the first")
  func failureAmongRows() async throws {
    let database = try StorageUnderTest.postgresql.temporary(migrations: numbersSchema)
    let sql = "SELECT 10 / (3 - n) FROM generate_series(1, 5) AS n"
    let seen = RunCounter()
    let error = await databaseError { try await database.read { try $0.forEach(sql) { _ in seen.add() } } }
    #expect(error?.engineState == "22012")
    #expect(seen.count == 2)
    let nested = RunCounter()
    let caught = await databaseError {
      try await database.write { transaction in
        try transaction.insertNumber(1)
        try? transaction.forEach(sql) { _ in
          nested.add()
          // The rest is read first, and what fails there fails this one, too.
          _ = try transaction.exists("SELECT 1")
        }
      }
    }
    #expect(caught?.engineState == "22012")
    // Once in each of the closure's two runs, the second behind a savepoint.
    #expect(nested.count == 2)
    #expect(try await database.numbers() == [])
    // Rows that nobody wants are passed over.
    struct Enough: Error {}
    let many = "SELECT n FROM generate_series(1, 100000) AS n"
    try await database.read { transaction in
      _ = try? transaction.forEach(many) { if $0.integer(0) == 7 { throw Enough() } }
      let five = try transaction.queryOne("SELECT 5") { $0.integer(0) }
      #expect(five == 5)
    }
    await database.close()
  }

  @Test("a statement that failed ends its write, also when the closure catches the error")
  func caughtFailure() async throws {
    let database = try StorageUnderTest.postgresql.temporary(migrations: numbersSchema)
    // The second time behind a savepoint.
    for round in 0..<2 as Range<Int64> {
      let caught = await databaseError {
        try await database.write { transaction in
          try transaction.insertNumber(1)
          _ = try? transaction.execute("INSERT INTO number (value, name) VALUES (2, NULL)", [])
        }
      }
      #expect(caught?.code == .constraint)
      let further = await databaseError {
        try await database.write { transaction in
          _ = try? transaction.execute("INSERT INTO number (value, name) VALUES (2, NULL)", [])
          try transaction.insertNumber(1)
        }
      }
      #expect(further?.code == .misuse)
      // A mistake that the server was not asked about leaves the write as it is.
      try await database.write { transaction in
        try transaction.insertNumber(3 + round)
        _ = try? transaction.execute("DELETE FROM number WHERE value = ?1", [])
      }
    }
    #expect(try await database.numbers() == [3, 4])
  }
}
