import Storage
import StorageTestSupport
import Testing

/// Goal: writes that share a transaction may share a counter's row, and nobody can tell. Method: a counter whose row is
/// written once for each transaction, beside rows that each writer adds for itself: in the end they agree.
@Suite(.timeLimit(.minutes(2))) struct SharedWriteStateTests {
  private struct Refusal: Error {}

  /// The number that the next row gets.
  private final class Counter: SharedWriteState {
    var value: Int64
    private let first: Int64

    init(in transaction: any WriteTransaction) throws {
      value = try transaction.queryOne("SELECT value FROM counter WHERE id = 1") { $0.integer(0) } ?? 0
      first = value
    }

    func finish(in transaction: any WriteTransaction) throws {
      let sql = "UPDATE counter SET value = ?1 WHERE id = 1 AND value = ?2"
      let changed = try transaction.execute(sql, [.integer(value), .integer(first)])
      guard changed == 1 else { throw DatabaseError(.busy, message: "somebody else counted") }
    }
  }

  private static let schema = [
    Migration(
      version: 1,
      name: "numbers",
      sql: """
        CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);
        INSERT INTO counter (id, value) VALUES (1, 0);
        CREATE TABLE numbered (number INTEGER PRIMARY KEY);
        """
    )
  ]

  /// Adds a row with the next number; returns whether the counter was shared.
  private static func add(in transaction: any WriteTransaction) throws -> Bool {
    let shared = try transaction.shared(Counter.self) { try Counter(in: transaction) }
    let counter = try shared ?? Counter(in: transaction)
    counter.value += 1
    _ = try transaction.execute("INSERT INTO numbered (number) VALUES (?1)", [.integer(counter.value)])
    if shared == nil { try counter.finish(in: transaction) }
    return shared != nil
  }

  private func numbers(_ database: any Database) async throws -> (rows: [Int64], counter: Int64?) {
    try await database.read { transaction in
      (
        try transaction.query("SELECT number FROM numbered ORDER BY number") { $0.integer(0) },
        try transaction.queryOne("SELECT value FROM counter WHERE id = 1") { $0.integer(0) }
      )
    }
  }

  @Test("rows of many writers are numbered without gaps, also when some fail", arguments: StorageUnderTest.allCases)
  func numbering(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: Self.schema)
    let (done, shared) = await withTaskGroup(of: (Int, Int).self) { group in
      for writer in 0..<16 {
        group.addTask {
          var (done, shared) = (0, 0)
          for round in 0..<60 {
            // In the middle third nobody fails, so that transactions without savepoints come again.
            let fails = (writer + round) % 5 == 0 && !(20..<40).contains(round)
            let isShared = try? await database.write { transaction in
              let isShared = try Self.add(in: transaction)
              if fails { throw Refusal() }
              return isShared
            }
            if isShared == nil { continue }
            done += 1
            if isShared == true { shared += 1 }
          }
          return (done, shared)
        }
      }
      return await group.reduce(into: (0, 0)) { $0 = ($0.0 + $1.0, $0.1 + $1.1) }
    }
    let (rows, counter) = try await numbers(database)
    #expect(rows == (done == 0 ? [] : Array(1...Int64(done))))
    #expect(counter == Int64(done))
    #expect(shared > 0, "no write has shared anything")
    #expect(done == 16 * 60 - 16 * 40 / 5)
  }

  @Test("when the shared row cannot be written, nothing of the transaction stays", arguments: StorageUnderTest.allCases)
  func failingFinish(_ engine: StorageUnderTest) async throws {
    let database = try engine.temporary(migrations: Self.schema)
    _ = try await database.write { try Self.add(in: $0) }
    let error = await databaseError {
      _ = try await database.write { transaction in
        _ = try Self.add(in: transaction)
        // Somebody changes the row behind the counter's back.
        _ = try transaction.execute("UPDATE counter SET value = 7 WHERE id = 1")
      }
    }
    #expect(error?.code == .busy)
    let (rows, counter) = try await numbers(database)
    #expect(rows == [1])
    #expect(counter == 1)
  }
}
