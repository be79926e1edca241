import Feed
import Logging
import Messages
import RPC
import RPCSocket
import Services
import Storage
import StorageSQLite

/// A follower that catches up on a long log, over a Unix socket, with source and follower in this process.
struct FollowBenchmark {
  let folder: String
  let count: Int

  func run() async throws {
    let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
    let source = try SQLiteDatabase.open(path: folder + "/source.db", migrations: BenchmarkSchema.source)
    try await fill(source)
    let publisher = FeedPublisher(database: source)
    var router = Router()
    router.serverStreaming(RegistryV1.RegistryMethods.watch) { request, writer, context in
      try await publisher.serveWatch(request, to: writer, context: context)
    }
    let endpoint = try Endpoint(parsing: "unix:\(folder)/source.sock")
    let server = try await SocketServer.start(endpoint: endpoint, router: router, logger: logger)
    let channel = SocketChannel(endpoint: endpoint, logger: logger)
    let copy = try SQLiteDatabase.open(path: folder + "/copy.db", migrations: BenchmarkSchema.copy)
    let follower = Follower(
      source: "registry",
      database: copy,
      channel: channel,
      method: RegistryV1.RegistryMethods.watch,
      apply: { events, transaction in
        for event in events {
          let producer = try RegistryV1.Producer(decodingBytes: event.change)
          try BenchmarkSchema.save(producer, revision: event.revision, in: transaction)
        }
      },
      reset: { try $0.execute("DELETE FROM state") },
      logger: logger
    )
    let cost = ProcessCost()
    let following = Task { await follower.run() }
    for quarter in 1...4 {
      try await follower.waitUntilApplied(revision: UInt64(count * quarter / 4))
      print("what=follow quarter=\(quarter) \(cost.text(per: count * quarter / 4))")
    }
    following.cancel()
    await following.value
    await channel.close()
    server.stopNow()
    await copy.close()
    await source.close()
  }

  private func fill(_ database: SQLiteDatabase) async throws {
    let batch = 5_000
    for start in stride(from: 0, to: count, by: batch) {
      let end = min(count, start + batch)
      try await database.write { transaction in
        for number in start..<end {
          let producer = BenchmarkSchema.producer(number)
          _ = try ChangeLog.append(
            producer,
            subject: "producer/" + producer.producerID,
            operationID: "operation-\(start)",
            at: 1_635_724_800_000_000,
            in: transaction
          )
        }
      }
    }
  }
}
