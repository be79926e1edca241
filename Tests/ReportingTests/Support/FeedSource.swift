import Feed
import Logging
import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport
import Synchronization

/// A small registry or listing service: a change log, and a Watch over it.
final class FeedSource: Sendable {
  let database: any Database
  let channel: InProcessChannel
  private let publisher: FeedPublisher
  private let asked: Requests

  /// What watchers asked for, in order.
  private final class Requests: Sendable {
    let all = Mutex<[CommonV1.WatchRequest]>([])
  }

  var requests: [CommonV1.WatchRequest] { asked.all.withLock { $0 } }

  init(_ watch: RPC.Method<CommonV1.WatchRequest, CommonV1.WatchResponse>) throws {
    database = try StorageUnderTest.temporary(migrations: [ChangeLog.migration(version: 1)])
    let publisher = FeedPublisher(database: database)
    let asked = Requests()
    var router = Router()
    router.serverStreaming(watch) { request, writer, context in
      asked.all.withLock { $0.append(request) }
      try await publisher.serveWatch(request, to: writer, context: context)
    }
    self.publisher = publisher
    self.asked = asked
    channel = InProcessChannel(router: router, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Commits records as one operation.
  /// - Returns: The log's head after it.
  @discardableResult
  func append(_ records: [some Message], recordedAt: Int64 = 1_636_070_400_000_000) async throws -> LogHead {
    let head = try await database.write { transaction in
      for record in records {
        _ = try ChangeLog.append(record, subject: "record/1", operationID: "test", at: recordedAt, in: transaction)
      }
      return try ChangeLog.head(in: transaction)
    }
    publisher.noteCommit()
    return head
  }
}
