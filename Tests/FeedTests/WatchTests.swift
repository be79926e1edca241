import Feed
import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport
import Testing

/// Goal: publisher and follower over the real protocol. Method: the in-process channel, whose connection can be cut.
@Suite(.timeLimit(.minutes(1))) struct WatchTests {
  private let source: any Database
  private let publisher: FeedPublisher
  private let channel: InProcessChannel

  init() throws {
    source = try StorageUnderTest.temporary(migrations: sourceSchema)
    let publisher = FeedPublisher(database: source)
    self.publisher = publisher
    var router = Router()
    router.serverStreaming(RegistryV1.RegistryMethods.watch) { request, writer, context in
      try await publisher.serveWatch(request, to: writer, context: context)
    }
    channel = InProcessChannel(router: router, logger: silentLogger)
  }

  private func makeFollower(into copy: any Database) -> Follower {
    Follower(
      source: "registry",
      database: copy,
      channel: channel,
      method: RegistryV1.RegistryMethods.watch,
      apply: applyToCopy,
      reset: resetCopy,
      logger: silentLogger,
      limits: quickLimits
    )
  }

  @Test("a follower gets every event once while events are added and its connection is cut again and again")
  func cutConnections() async throws {
    let copy = try StorageUnderTest.temporary(migrations: copySchema)
    let follower = makeFollower(into: copy)
    try await running(follower) {
      for round in 1...20 {
        try await source.appendEvents((1...50).map { "\(round)/\($0)" })
        publisher.noteCommit()
        if round % 4 == 0 { try await follower.waitUntilApplied(revision: UInt64(round * 50 - 25)) }
        await channel.loseConnection()
      }
      try await follower.waitUntilApplied(revision: 1_000)
    }
    #expect(try await copy.copiedRevisions() == Array(1...1_000))
  }

  @Test("a server that stops gracefully ends the watch, and the follower goes on with the next one")
  func gracefulStop() async throws {
    let copy = try StorageUnderTest.temporary(migrations: copySchema)
    let follower = makeFollower(into: copy)
    try await running(follower) {
      try await source.appendEvents(["1"])
      try await follower.waitUntilApplied(revision: 1)
      await channel.beginServerShutdown()
      try await source.appendEvents(["2"])
      try await follower.waitUntilApplied(revision: 2)
      try await eventually { follower.status.connected }
    }
    #expect(try await copy.copiedRevisions() == [1, 2])
  }

  @Test("events larger together than the stream's window all arrive")
  func manyBytes() async throws {
    let copy = try StorageUnderTest.temporary(migrations: copySchema)
    let text = String(repeating: "x", count: 100_000)
    for start in stride(from: 0, to: 40, by: 10) {
      try await source.appendEvents((start..<(start + 10)).map { "\($0)" + text })
    }
    let follower = makeFollower(into: copy)
    try await running(follower) { try await follower.waitUntilApplied(revision: 40) }
    #expect(try await copy.copiedNames().map(\.count).min() == 100_001)
    #expect(try await copy.copiedRevisions() == Array(1...40))
  }

  @Test("a refused cursor reaches the watcher as a status with its reason")
  func refusal() async throws {
    var request = CommonV1.WatchRequest()
    request.afterRevision = 9
    let error = await #expect(throws: RPCError.self) {
      for try await _ in try await RegistryV1.RegistryClient(channel: channel).watch(request) {}
    }
    #expect(error?.code == .outOfRange)
    guard case .fieldViolation(let violation) = error?.details.first?.detail else {
      Issue.record("the status has no detail")
      return
    }
    #expect(violation.field == "after_revision")
    #expect(violation.reason == "cursor_beyond_head")
  }

  @Test("a watcher that goes away ends its watch at the source")
  func watcherGone() async throws {
    let ended = Flag()
    let publisher = publisher
    var router = Router()
    router.serverStreaming(RegistryV1.RegistryMethods.watch) { request, writer, context in
      defer { ended.set() }
      try await publisher.serveWatch(request, to: writer, context: context)
    }
    let channel = InProcessChannel(router: router, logger: silentLogger)
    let watching = Task {
      for try await _ in try await RegistryV1.RegistryClient(channel: channel).watch(CommonV1.WatchRequest()) {
        break
      }
    }
    try await watching.value
    try await eventually { ended.isSet }
  }
}
