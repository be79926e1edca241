import Logging
import Messages
import RPC
import Storage
import StorageTestSupport
import Synchronization

@testable import Feed

let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A source's schema: the feed's own, and nothing else.
let sourceSchema = [ChangeLog.migration(version: 1), OperationLedger.migration(version: 2)]

/// A follower's schema: a cursor, and a copy that keeps every event in the order of its coming, so that a second
/// application of an event shows.
let copySchema = [
  FollowerCursor.migration(version: 1),
  Migration(
    version: 2,
    name: "copy",
    sql: "CREATE TABLE copy (place INTEGER PRIMARY KEY, revision INTEGER NOT NULL, name TEXT NOT NULL);"
  ),
]

func producer(_ name: String) -> RegistryV1.Producer {
  var producer = RegistryV1.Producer()
  producer.name = name
  return producer
}

extension Database {
  /// Adds one event for each name, all in one transaction.
  func appendEvents(_ names: [String]) async throws {
    try await write { transaction in
      for name in names {
        _ = try ChangeLog.append(
          producer(name),
          subject: "producer/\(name)",
          operationID: "test",
          at: 1,
          in: transaction
        )
      }
    }
  }

  func head() async throws -> LogHead {
    try await read { try ChangeLog.head(in: $0) }
  }

  func copiedRevisions() async throws -> [Int64] {
    try await read { try $0.query("SELECT revision FROM copy ORDER BY place") { $0.integer(0) } }
  }

  func copiedNames() async throws -> [String] {
    try await read { try $0.query("SELECT name FROM copy ORDER BY place") { $0.text(0) } }
  }

  func cursor() async throws -> FollowerCursor {
    try await read { try FollowerCursor.load(source: "registry", in: $0) }
  }
}

/// Adds events to the table `copy`.
let applyToCopy: Follower.Apply = { events, transaction in
  for event in events {
    let name = try RegistryV1.Producer(decodingBytes: event.change).name
    try transaction.execute(
      "INSERT INTO copy (place, revision, name) VALUES ((SELECT coalesce(max(place), 0) + 1 FROM copy), ?1, ?2)",
      [.integer(Int64(event.revision)), .text(name)]
    )
  }
}

let resetCopy: Follower.Reset = { try $0.execute("DELETE FROM copy") }

/// Limits that make pauses short.
let quickLimits: FeedLimits = {
  var limits = FeedLimits()
  limits.reconnectPauseMin = .milliseconds(1)
  limits.reconnectPauseMax = .milliseconds(5)
  return limits
}()

/// A follower that reaches a publisher without a network.
func makeFollower(
  of source: @escaping @Sendable () -> FeedPublisher,
  into database: any Database,
  limits: FeedLimits = quickLimits,
  apply: @escaping Follower.Apply = applyToCopy,
  onApplied: @escaping @Sendable (FollowerCursor) -> Void = { _ in }
) -> Follower {
  Follower(
    source: "registry",
    database: database,
    watch: { request, deliver in
      try await source().serve(request, isDraining: { false }, send: { try await deliver($0) })
    },
    apply: apply,
    reset: resetCopy,
    logger: silentLogger,
    limits: limits,
    onApplied: onApplied
  )
}

/// Runs a follower while `body` runs.
func running(_ follower: Follower, _ body: () async throws -> Void) async throws {
  let task = Task { await follower.run() }
  defer { task.cancel() }
  try await body()
  task.cancel()
  await task.value
}

/// Waits until a condition holds, giving way to others meanwhile. A test's time limit ends a wait in vain.
func eventually(_ condition: () async throws -> Bool) async throws {
  while try await !condition() {
    try Task.checkCancellation()
    await Task.yield()
  }
}

/// Set once, by somebody else.
final class Flag: Sendable {
  private let flag = Atomic<Bool>(false)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() {
    flag.store(true, ordering: .releasing)
  }
}
