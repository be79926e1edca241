import Logging
import Storage

/// Takes the names that an older version of the service had stored into the search index, in small steps between the
/// service's writes. It goes on where it was, whoever stopped it.
struct SearchIndexing: Sendable {
  /// Records of one step: a few milliseconds of the writer.
  private static let stepRecords = 200

  let database: any Database
  let logger: Logger

  /// Works until everything is taken in or the task is cancelled. A failure is logged, and tried again.
  func run() async {
    while !Task.isCancelled {
      do {
        while try await step() {}
        return
      } catch {
        if !Task.isCancelled { logger.warning("search index not built yet", metadata: ["reason": "\(error)"]) }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// One step; whether there may be more. Throws `DatabaseError` or `CancellationError`.
  func step() async throws -> Bool {
    try Task.checkCancellation()
    if try await database.read({ try SearchIndex.isComplete(in: $0) }) { return false }
    return try await database.write { try SearchIndex.takeIn(limit: Self.stepRecords, in: $0) }
  }
}
