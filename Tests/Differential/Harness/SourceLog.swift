import Feed
import Logging
import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport
import Synchronization

/// A registry or a listing service that is nothing but its change log and a Watch over it.
final class SourceLog: Sendable {
  /// An event as the other side of the pipe wrote it.
  struct Entry {
    /// When it was recorded, microseconds since 1970.
    let recordedAt: Int64
    /// Kind and identifier.
    let subject: String
    /// The record, encoded.
    let record: [UInt8]
  }

  let channel: InProcessChannel
  private let database: any Database
  private let publisher: FeedPublisher
  private let isRegistry: Bool
  private let revisions = Mutex<[String: UInt64]>([:])

  init(isRegistry: Bool, logger: Logger) throws {
    self.isRegistry = isRegistry
    database = try StorageUnderTest.temporary(migrations: [ChangeLog.migration(version: 1)])
    let publisher = FeedPublisher(database: database)
    var router = Router()
    let watch = isRegistry ? RegistryV1.RegistryMethods.watch : ListingV1.ListingMethods.watch
    router.serverStreaming(watch) { request, writer, context in
      try await publisher.serveWatch(request, to: writer, context: context)
    }
    self.publisher = publisher
    channel = InProcessChannel(router: router, logger: logger)
  }

  /// Commits events as one operation.
  /// - Returns: The log's head after it.
  func append(_ entries: [Entry]) async throws -> UInt64 {
    let records = try entries.map { entry -> (Entry, any Message) in
      (
        entry,
        isRegistry
          ? try RegistryV1.Record(decodingBytes: entry.record) : try ListingV1.Record(decodingBytes: entry.record)
      )
    }
    let known = revisions.withLock { $0 }
    let (head, changed) = try await database.write { transaction in
      var changed = known
      for (entry, record) in records {
        changed[entry.subject] = try Self.append(
          record,
          entry,
          previousRevision: changed[entry.subject] ?? 0,
          in: transaction
        )
      }
      return (try ChangeLog.head(in: transaction).revision, changed)
    }
    revisions.withLock { $0 = changed }
    publisher.noteCommit()
    return head
  }

  private static func append(
    _ record: some Message,
    _ entry: Entry,
    previousRevision: UInt64,
    in transaction: any WriteTransaction
  ) throws -> UInt64 {
    try ChangeLog.append(
      record,
      subject: entry.subject,
      previousRevision: previousRevision,
      operationID: "differential",
      at: entry.recordedAt,
      in: transaction
    )
  }
}
