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

  /// Where it listens.
  var endpoint: Endpoint { listener.endpoint }

  /// Opens what the daemon needs and starts to take calls.
  ///
  /// - Throws: an error that `DescribedFailure` turns into one sentence.
  static func start<Application: ServiceApplication>(
    _ application: Application.Type,
    configuration: Configuration,
    logger: Logger
  ) async throws -> RunningDaemon {
    let environment = ServiceEnvironment(
      configuration: configuration,
      logger: logger,
      state: DaemonState(name: Application.name),
      program: Application.program,
      storageKey: CommonKeys.storage(service: Application.name)
    )
    do {
      let parts = try await Application.make(environment)
      let endpoint = try configuration.value(of: CommonKeys.listen(defaultPort: Application.defaultPort))
      let listener: any ServiceListener
      do {
        listener = try await parts.startListening(endpoint, environment)
      } catch {
        throw StartupFailure(DescribedFailure.listenSentence(error, endpoint: endpoint))
      }
      environment.state.beginServing(at: "\(listener.endpoint)")
      return RunningDaemon(
        listener: listener,
        parts: parts,
        environment: environment,
        drainTimeout: try configuration.value(of: CommonKeys.drainTimeout)
      )
    } catch {
      await environment.closeAll()
      throw error
    }
  }

  /// Runs until a signal asks to stop and everything is closed.
  ///
  /// - Throws: when a part of the daemon failed.
  func runUntilStopped() async throws {
    let logger = environment.logger
    // Stopped from the last to the first: calls first, then what feeds on other services, then the storage.
    var services: [any Service] = environment.opened.storages.map { StorageService(storage: $0, logger: logger) }
    if let follow = parts.follow { services.append(FollowerService(follow: follow)) }
    services.append(
      ListenerService(listener: listener, state: environment.state, drainTimeout: drainTimeout)
    )
    var configuration = ServiceGroupConfiguration(
      services: services.map { .init(service: $0) },
      logger: Logger(label: logger.label) { _ in SwiftLogNoOpLogHandler() }
    )
    configuration.maximumCancellationDuration = .seconds(5)
    let group = ServiceGroup(configuration: configuration)
    await TerminationSignals.listen(
      first: { name in
        logger.info("\(name): stopping; a second signal ends the program at once")
        Task { await group.triggerGracefulShutdown() }
      },
      second: { name in
        logger.warning("\(name) again: ending at once")
        _exit(ServiceMain.ExitCode.failed.rawValue)
      }
    )
    logger.info(
      "listening on \(listener.endpoint)",
      metadata: ["version": "\(ProgramVersion.text)", "pid": "\(getpid())"]
    )
    try await group.run()
    for channel in environment.opened.channels { await channel.close() }
  }
}
