import Messages
import RPC
import Storage
import StorageTestSupport
import Synchronization
import Testing

@testable import Feed

@Suite(.timeLimit(.minutes(1))) struct PublisherTests {
  private let database: any Database

  init() throws {
    database = try StorageUnderTest.temporary(migrations: sourceSchema)
  }

  /// What a watch sends, as short texts: "bookmark 3", "event 4".
  private final class Sent: Sendable {
    private let items = Mutex<[String]>([])
    var all: [String] { items.withLock { $0 } }

    func append(_ response: CommonV1.WatchResponse) {
      let text =
        switch response.item {
        case .bookmark(let bookmark): "bookmark \(bookmark.revision)"
        case .event(let event): "event \(event.revision)"
        case nil: "nothing"
        }
      items.withLock { $0.append(text) }
    }
  }

  private func request(_ epoch: String, _ revision: UInt64) -> CommonV1.WatchRequest {
    var request = CommonV1.WatchRequest()
    request.epoch = epoch
    request.afterRevision = revision
    return request
  }

  private func watching(
    _ publisher: FeedPublisher,
    _ request: CommonV1.WatchRequest,
    _ body: (Sent) async throws -> Void
  ) async throws {
    let sent = Sent()
    let task = Task { try await publisher.serve(request, isDraining: { false }) { sent.append($0) } }
    defer { task.cancel() }
    try await body(sent)
  }

  @Test("a watch begins with a bookmark, sends the events after the cursor in order, and marks that it caught up")
  func order() async throws {
    try await database.appendEvents(["1", "2", "3"])
    let publisher = FeedPublisher(database: database)
    try await watching(publisher, request("", 1)) { sent in
      try await eventually { sent.all.count == 4 }
      #expect(sent.all == ["bookmark 1", "event 2", "event 3", "bookmark 3"])
      try await database.appendEvents(["4", "5"])
      publisher.noteCommit()
      try await eventually { sent.all.count >= 7 }
      #expect(sent.all.suffix(3) == ["event 4", "event 5", "bookmark 5"])
    }
  }

  @Test("a log longer than a batch comes whole")
  func manyBatches() async throws {
    try await database.appendEvents((1...50).map { "\($0)" })
    var limits = FeedLimits()
    limits.batchEventsMax = 7
    try await watching(FeedPublisher(database: database, limits: limits), request("", 0)) { sent in
      try await eventually { sent.all.last == "bookmark 50" }
      #expect(sent.all == ["bookmark 0"] + (1...50).map { "event \($0)" } + ["bookmark 50"])
    }
  }

  @Test("a silent feed sends bookmarks")
  func heartbeat() async throws {
    var limits = FeedLimits()
    limits.bookmarkInterval = .milliseconds(2)
    try await watching(FeedPublisher(database: database, limits: limits), request("", 0)) { sent in
      try await eventually { sent.all.count >= 4 }
      #expect(Set(sent.all) == ["bookmark 0"])
    }
  }

  /// Counts the reads of a database.
  private struct CountingDatabase: Database {
    let database: any Database
    let reads: Counter

    func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
      reads.add()
      return try await database.read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T {
      try await database.write(body)
    }

    func onCommitElsewhere(_ body: @escaping @Sendable () -> Void) {}

    func close() async {
      await database.close()
    }
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }

    func add() {
      count.add(1, ordering: .relaxed)
    }
  }

  @Test("a watch that has caught up does not ask the database again and again")
  func idle() async throws {
    let reads = Counter()
    let publisher = FeedPublisher(database: CountingDatabase(database: database, reads: reads))
    try await watching(publisher, request("", 0)) { sent in
      try await eventually { sent.all.count == 1 && reads.value >= 2 }
      // For as long as 1,000 looks at the database take.
      for _ in 0..<1_000 { _ = try await database.head() }
      #expect(reads.value < 100)
    }
  }

  @Test("another epoch and a cursor beyond the head are refused, with a reason for programs")
  func refusals() async throws {
    try await database.appendEvents(["1"])
    let publisher = FeedPublisher(database: database)
    let epoch = try await database.head().epoch
    func refusal(_ request: CommonV1.WatchRequest) async -> RPCError? {
      await #expect(throws: RPCError.self) {
        try await publisher.serve(request, isDraining: { false }) { _ in Issue.record("something was sent") }
      }
    }
    let otherEpoch = await refusal(request("other", 1))
    #expect(otherEpoch?.code == .failedPrecondition)
    #expect(Self.reason(otherEpoch) == "epoch_changed")
    let beyond = await refusal(request(epoch, 2))
    #expect(beyond?.code == .outOfRange)
    #expect(Self.reason(beyond) == "cursor_beyond_head")
    var other = request(epoch, 1)
    other.afterDigest = ChainDigest.start
    let otherHistory = await refusal(other)
    #expect(otherHistory?.code == .dataLoss)
    #expect(Self.reason(otherHistory) == "history_differs")
  }

  private static func reason(_ error: RPCError?) -> String? {
    guard case .fieldViolation(let violation) = error?.details.first?.detail else { return nil }
    return violation.reason
  }

  @Test("a watcher with a filter gets only those kinds, and bookmarks that tell how far it was looked")
  func filter() async throws {
    try await database.write { transaction in
      for subject in ["producer/1", "product/2", "producer/3", "product/4", "production/5"] {
        _ = try ChangeLog.append(producer("x"), subject: subject, operationID: "test", at: 1, in: transaction)
      }
    }
    var request = request("", 0)
    request.subjectKinds = ["product"]
    try await watching(FeedPublisher(database: database), request) { sent in
      try await eventually { sent.all.last == "bookmark 5" }
      #expect(sent.all == ["bookmark 0", "event 2", "event 4", "bookmark 5"])
    }
    request.subjectKinds = Array(repeating: "product", count: 33)
    let error = await #expect(throws: RPCError.self) {
      try await FeedPublisher(database: database).serve(request, isDraining: { false }) { _ in }
    }
    #expect(error?.code == .invalidArgument)
  }

  @Test("a draining server ends its watches as unavailable")
  func draining() async throws {
    let publisher = FeedPublisher(database: database)
    let error = await #expect(throws: RPCError.self) {
      try await publisher.serve(request("", 0), isDraining: { true }) { _ in }
    }
    #expect(error?.code == .unavailable)
  }

  @Test("a watch ends with its task, also while it waits for a commit")
  func cancellation() async throws {
    let publisher = FeedPublisher(database: database)
    let sent = Sent()
    let task = Task { [request = request("", 0)] in
      try await publisher.serve(request, isDraining: { false }) { sent.append($0) }
    }
    try await eventually { sent.all.count == 1 }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
