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
