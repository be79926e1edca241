import Logging
import Storage

/// Takes what an older version of the service had stored into an index that came later, in small steps between the
/// service's writes. It goes on where it was, whoever stopped it.
struct Indexing: Sendable {
  /// Records of one step: a few milliseconds of the writer.
  private static let stepRecords = 200

  let database: any Database
  let logger: Logger
  /// For the log: "search index".
  private let name: String
  private let isComplete: @Sendable (any ReadTransaction) throws -> Bool
  /// Takes some records in; whether there may be more.
  private let takeIn: @Sendable (any WriteTransaction) throws -> Bool

  /// Names, for the search.
  static func search(_ database: any Database, logger: Logger) -> Indexing {
    Indexing(
      database: database,
      logger: logger,
      name: "search index",
      isComplete: { try SearchIndex.isComplete(in: $0) },
      takeIn: { try SearchIndex.takeIn(limit: stepRecords, in: $0) }
    )
  }

  /// Whose records once were, for what was known at a revision.
  static func pastOwners(_ database: any Database, logger: Logger) -> Indexing {
    Indexing(
      database: database,
      logger: logger,
      name: "past owners of records",
      isComplete: { try PastOwners.isComplete(in: $0) },
      takeIn: { try PastOwners.takeIn(limit: stepRecords, in: $0) }
    )
  }

  /// Works until everything is taken in or the task is cancelled. A failure is logged, and tried again.
  func run() async {
    while !Task.isCancelled {
      do {
        while try await step() {}
        return
      } catch {
        if !Task.isCancelled { logger.warning("\(name) not built yet", metadata: ["reason": "\(error)"]) }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// One step; whether there may be more. Throws `DatabaseError` or `CancellationError`.
  func step() async throws -> Bool {
    try Task.checkCancellation()
    if try await database.read({ try isComplete($0) }) { return false }
    return try await database.write { try takeIn($0) }
  }
}
