import Feed
import Logging
import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport

/// What listing sees of the registry: a change feed, served by the real publisher over a real log.
struct FeedOnlyRegistry {
  let channel: InProcessChannel
  private let database: any Database
  private let publisher: FeedPublisher

  init(logger: Logger) throws {
    let database = try StorageUnderTest.temporary(migrations: [ChangeLog.migration(version: 1)])
    let publisher = FeedPublisher(database: database)
    var router = Router()
    router.serverStreaming(RegistryV1.RegistryMethods.watch) { request, writer, context in
      try await publisher.serveWatch(request, to: writer, context: context)
    }
    channel = InProcessChannel(router: router, logger: logger)
    self.database = database
    self.publisher = publisher
  }

  /// Adds changes and returns the revision of the last.
  func append(_ records: [RegistryV1.Record]) async throws -> UInt64 {
    let last = try await database.write { transaction in
      var last: UInt64 = 0
      for record in records {
        last = try ChangeLog.append(record, subject: "record/1", operationID: "test", at: 0, in: transaction)
      }
      return last
    }
    publisher.noteCommit()
    return last
  }
}
