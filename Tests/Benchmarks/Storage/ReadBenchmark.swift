import Storage

/// Reads of one row by its key.
struct ReadBenchmark {
  let place: String
  let count: Int

  private static let rows = 5_000
  private static let callers = 16

  func run() async throws {
    let database = try StorageBenchmark.open(place, file: "reads.db")
    try await database.write { transaction in
      for number in 0..<Self.rows {
        try BenchmarkSchema.save(BenchmarkSchema.producer(number), revision: 1, in: transaction)
      }
    }
    let names = (0..<Self.rows).map(BenchmarkSchema.identifier)
    let point = ProcessCost()
    for index in 0..<count {
      let name = names[index &* 7919 % Self.rows]
      _ = try await database.readPoint { try Self.look(up: name, in: $0) }
    }
    print("what=point_reads \(point.text(per: count))")
    let perCaller = max(1, count / 4 / Self.callers)
    let handed = ProcessCost()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<Self.callers {
        group.addTask {
          for index in 0..<perCaller {
            let name = names[(caller &+ index &* 7919) % Self.rows]
            _ = try await database.read { try Self.look(up: name, in: $0) }
          }
        }
      }
      try await group.waitForAll()
    }
    print("what=reads callers=\(Self.callers) \(handed.text(per: perCaller * Self.callers))")
    await database.close()
  }

  private static func look(up name: String, in transaction: any ReadTransaction) throws -> String? {
    let sql = "SELECT name, unit_code, registered_on_day, revision FROM state WHERE id = ?1"
    return try transaction.queryOne(sql, [.text(name)]) { row in
      _ = row.text(1)
      _ = row.integer(2)
      _ = row.integer(3)
      return row.text(0)
    }
  }
}
