import Feed
import Messages
import Storage

/// Durable writes from many callers at once, each with the rows that an import of one record writes.
struct WriteBenchmark {
  let place: String
  let count: Int

  static let callers = 64

  func run() async throws {
    let database = try StorageBenchmark.open(place, file: "writes.db")
    let perCaller = max(1, count / Self.callers)
    let cost = ProcessCost()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<Self.callers {
        group.addTask {
          for round in 0..<perCaller { try await write(round * Self.callers + caller, to: database) }
        }
      }
      try await group.waitForAll()
    }
    let total = perCaller * Self.callers
    print("what=writes callers=\(Self.callers) \(cost.text(per: total))")
    await database.close()
  }

  private func write(_ number: Int, to database: any Database) async throws {
    let producer = BenchmarkSchema.producer(number)
    let operationID = "operation-" + BenchmarkSchema.identifier(number)
    let digest = SHA256.digest(of: producer.encodedBytes())
    try await database.write { transaction in
      let first = try OperationLedger.firstAnswer(operationID: operationID, requestDigest: digest, in: transaction)
      if first != nil { return }
      let revision = try ChangeLog.append(
        producer,
        subject: "producer/" + producer.producerID,
        operationID: operationID,
        at: 1_635_724_800_000_000,
        in: transaction
      )
      try BenchmarkSchema.save(producer, revision: revision, in: transaction)
      try OperationLedger.record(
        operationID: operationID,
        requestDigest: digest,
        answer: [8, 1],
        at: 1_635_724_800_000_000,
        in: transaction
      )
    }
  }
}
