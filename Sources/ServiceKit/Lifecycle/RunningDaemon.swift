import AdminPort
import CResidentMemory
import Glibc
import Logging
import RPC
import RPCSocket
import ServiceLifecycle

/// A daemon that has opened everything it needs and takes calls.
struct RunningDaemon: Sendable {
  private let listener: any ServiceListener
  private let parts: ServiceParts
  private let environment: ServiceEnvironment
  private let drainTimeout: Duration
  private let admin: AdminServer?

  /// Where metrics and pages are served; nil = nowhere.
  var adminEndpoint: Endpoint? { admin?.endpoint }

  /// Where it listens.
  var endpoint: Endpoint { listener.endpoint }

  /// Everywhere it listens, for people.
  var places: String { listener.endpoints.map { "\($0)" }.joined(separator: ", ") }

  /// The loop that answers its calls.
  var loop: any LoopDriver { environment.observation.loop.runQueue.driver }

  /// Gives back the memory of code that only starting needed, a second later, when its last steps are done: starting
  /// runs through most of the program once, serving needs a part of it.
  func releaseCodeOfStart() {
    _ = loop.schedule(afterNanoseconds: 1_000_000_000) { resident_memory_release_code() }
  }

  /// Opens what the daemon needs and starts to take calls.
  ///
  /// - Throws: an error that `DescribedFailure` turns into one sentence.
  static func start<Application: ServiceApplication>(
    _ application: Application.Type,
    configuration: Configuration,
    logger: Logger
  ) async throws -> RunningDaemon {
    let environment = try ServiceEnvironment(application, configuration: configuration, logger: logger)
    // First, so that it can be seen that the daemon starts, and why that takes long.
    let admin = try await startAdmin(environment)
    do {
      let parts = try await Application.make(environment)
      environment.observation.setFollowerStatuses(parts.followerStatuses)
      let addresses = try configuration.value(of: CommonKeys.listen(defaultPort: Application.defaultPort))
      for case .endpoint(let endpoint) in addresses { try environment.identification.checkReach(endpoint) }
      let listener: any ServiceListener
      do {
        listener = try await parts.startListening(addresses, environment)
      } catch {
        throw StartupFailure(DescribedFailure.listenSentence(error, addresses: addresses))
      }
      do {
        // Where sockets that were handed over listen is known only now.
        for endpoint in listener.endpoints { try environment.identification.checkReach(endpoint) }
      } catch {
        listener.stopNow()
        await listener.waitUntilStopped()
        throw error
      }
      environment.state.beginServing(at: "\(listener.endpoint)")
      return RunningDaemon(
        listener: listener,
        parts: parts,
        environment: environment,
        drainTimeout: try configuration.value(of: CommonKeys.drainTimeout),
        admin: admin
      )
    } catch {
      await environment.closeAll()
      await admin?.stop()
      throw error
    }
  }

  private static func startAdmin(_ environment: ServiceEnvironment) async throws -> AdminServer? {
    guard case .tcp(let host, let port) = try environment.configuration.value(of: ObservationKeys.adminListen) else {
      return nil
    }
    do {
      return try await AdminServer.start(
        host: host,
        port: port,
        routes: AdminPages(observation: environment.observation).routes,
        logger: environment.logger
      )
    } catch {
      throw StartupFailure(DescribedFailure.adminSentence(error))
    }
  }

  /// Reads again what may be read again without a restart.
  func reload() {
    environment.security.reload()
    environment.identification.reload()
    listener.reload()
  }

  /// Runs until it is asked to stop and everything is closed.
  ///
  /// - Parameter whenReady: called once everything stands; it sees to it that the group is asked to stop some time.
  /// - Throws: when a part of the daemon failed.
  func runUntilStopped(whenReady: (ServiceGroup) async -> Void) async throws {
    // Stopped from the last to the first: calls first, then what feeds on other services, then the storage.
    var services: [any Service] = environment.opened.storages.map(StorageService.init)
    if let follow = parts.follow { services.append(FollowerService(follow: follow)) }
    services.append(ListenerService(listener: listener, state: environment.state, drainTimeout: drainTimeout))
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map { .init(service: $0) },
        // What it has to say, the daemon says itself.
        logger: Logger(label: environment.logger.label) { _ in SwiftLogNoOpLogHandler() }
      )
    )
    environment.stopRequest.set { Task { await group.triggerGracefulShutdown() } }
    await whenReady(group)
    environment.logger.info(
      "listening on \(places)",
      metadata: ["version": "\(ProgramVersion.text)", "pid": "\(getpid())"]
    )
    environment.identification.warn(environment.logger)
    if let admin {
      environment.logger.info("metrics and pages on http://\("\(admin.endpoint)".dropFirst("tcp:".count))/")
    }
    let result: Result<Void, any Error>
    do {
      result = .success(try await group.run())
    } catch {
      result = .failure(error)
    }
    for channel in environment.opened.channels { await channel.close() }
    environment.security.stop()
    environment.identification.stop()
    // Last: what stops can still be asked how it fares.
    await admin?.stop()
    try result.get()
  }
}
