import Feed
import Logging
import Messages
import RPC
import RPCSocket
import ServiceLifecycle
import Services
import Storage
import StorageSQLite
import Synchronization
import Testing

@testable import ServiceKit

/// Goal: a daemon ends well when it is asked to, and ends with an error when a part of it fails. Method: daemons put
/// together in this process, asked to stop without signals.
@Suite("Lifecycle of a daemon", .timeLimit(.minutes(1)))
struct LifecycleTests {
  /// A daemon whose follower ends by itself.
  private enum FaithlessApplication: ServiceApplication {
    static let name = "faithless"
    static let summary = "Stops following."
    static let defaultPort = 7499
    static let keepsData = false

    static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
      ServiceParts(register: { _ in }, follow: {})
    }
  }

  /// A daemon that follows until it is stopped, and keeps data.
  private enum ContentApplication: ServiceApplication {
    static let name = "content"
    static let summary = "Does what it should."
    static let defaultPort = 7498

    static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
      let database = try environment.openDatabase(migrations: [ChangeLog.migration(version: 1)])
      return ServiceParts(
        register: { _ in },
        logHead: { try await database.read { try ChangeLog.head(in: $0) } },
        followerStatuses: { [] },
        follow: { for await _ in AsyncStream<Never>.makeStream().stream {} }
      )
    }
  }

  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func start<Application: ServiceApplication>(
    _ application: Application.Type,
    in folder: TemporaryFolder
  ) async throws -> RunningDaemon {
    var flags = ["--listen", "unix:\(folder.path)/a.sock"]
    if Application.keepsData { flags += ["--storage", "sqlite:\(folder.path)/a.db"] }
    let request = try Application.catalogue.read(arguments: flags, environment: [:]) { _ in .success([]) }
    guard case .serve(let configuration) = request else { throw StartupFailure("not a request to serve") }
    return try await RunningDaemon.start(application, configuration: configuration, logger: logger)
  }

  @Test("a follower that ends by itself ends the daemon with an error")
  func followerEnds() async throws {
    let folder = try TemporaryFolder()
    let daemon = try await start(FaithlessApplication.self, in: folder)
    await #expect(throws: StartupFailure.self) { try await daemon.runUntilStopped { _ in } }
  }

  @Test("a daemon that is asked to stop stops, and tells its state and its log's head until then")
  func stopsWhenAsked() async throws {
    let folder = try TemporaryFolder()
    let daemon = try await start(ContentApplication.self, in: folder)
    let channel = SocketChannel(endpoint: daemon.endpoint, logger: logger)
    let health = RpcV1.HealthClient(channel: channel)
    try await daemon.runUntilStopped { group in
      do {
        let status = try await health.getStatus(RpcV1.GetStatusRequest())
        #expect(status.name == "content")
        #expect(status.servingStatus == .serving)
        #expect(status.address == "\(daemon.endpoint)")
        #expect(status.epoch.count == 32)
        #expect(status.revision == 0)
      } catch {
        Issue.record(error)
      }
      await channel.close()
      await group.triggerGracefulShutdown()
    }
    // Everything was let go of: a second daemon can have it.
    let second = try await start(ContentApplication.self, in: folder)
    try await second.runUntilStopped { group in await group.triggerGracefulShutdown() }
  }

  @Test("a watch of its health is told that a daemon stops, and ends then", arguments: ["", "unheard.v1.Unheard"])
  func watchEnds(_ name: String) async throws {
    let folder = try TemporaryFolder()
    let daemon = try await start(ContentApplication.self, in: folder)
    let channel = SocketChannel(endpoint: daemon.endpoint, logger: logger)
    var request = RpcV1.CheckRequest()
    request.service = name
    let watched = AsyncStream.makeStream(of: Never.self)
    let responses = try await RpcV1.HealthClient(channel: channel).watch(request)
    let seen = Task { () -> ([RpcV1.ServingStatus], RPCError?) in
      var seen: [RpcV1.ServingStatus] = []
      do throws(RPCError) {
        for try await response in responses {
          seen.append(response.servingStatus)
          watched.continuation.finish()
        }
        return (seen, nil)
      } catch {
        return (seen, error)
      }
    }
    try await daemon.runUntilStopped { group in
      for await _ in watched.stream {}
      await group.triggerGracefulShutdown()
    }
    let (statuses, error) = await seen.value
    #expect(statuses == (name.isEmpty ? [.serving, .notServing] : [.serviceUnknown]))
    // By itself, and not by the end of the time that is given to running calls.
    #expect(error == RPCError(.unavailable, RPCError.draining.message, origin: .peer))
    await channel.close()
  }

  @Test("storage that takes no more writes ends the daemon with an error that says what to do")
  func storageStops() async throws {
    let database = try SQLiteDatabase.temporary()
    let (stops, continuation) = AsyncStream.makeStream(of: DatabaseError.self)
    continuation.yield(DatabaseError(.outcomeUnknown, message: "fsync failed"))
    let service = StorageService(storage: OpenedStorage(database: database, stops: stops))
    let error = await #expect(throws: StartupFailure.self) { try await service.run() }
    #expect(error?.description.contains("fsync failed") == true)
    #expect(error?.description.contains("start again") == true)
    await database.close()
  }

  @Test("the status comes also when the change log cannot be read, and says so")
  func brokenLog() async throws {
    let state = DaemonState(name: "broken")
    state.beginServing(at: "unix:/x")
    let service = HealthService(
      state: state,
      services: [],
      followerStatuses: { [] },
      logHead: { throw DatabaseError(.corrupt, message: "page 7") }
    )
    let status = try await service.getStatus(
      RpcV1.GetStatusRequest(),
      context: CallContext(path: "ocop.rpc.v1.Health/GetStatus")
    )
    #expect(status.servingStatus == .notServing)
    #expect(status.reason.contains("page 7"))
  }

  @Test("a listener that is asked to stop is given the drain timeout")
  func givesDrainTimeout() async throws {
    let listener = ObservedListener()
    let service = ListenerService(
      listener: listener,
      state: DaemonState(name: "x"),
      drainTimeout: .milliseconds(7)
    )
    let group = ServiceGroup(services: [service], logger: logger)
    await group.triggerGracefulShutdown()
    try await group.run()
    #expect(listener.gracePeriod.withLock { $0 } == .milliseconds(7))
  }
}

/// Notes the grace period it is given, and stops.
private final class ObservedListener: ServiceListener {
  let endpoint = Endpoint.unix(path: "/x")
  let gracePeriod = Mutex<Duration?>(nil)
  private let running = AsyncStream.makeStream(of: Never.self)

  func beginGracefulShutdown(gracePeriod: Duration) {
    self.gracePeriod.withLock { $0 = gracePeriod }
    running.continuation.finish()
  }

  func stopNow() { running.continuation.finish() }

  func waitUntilStopped() async { for await _ in running.stream {} }
}
