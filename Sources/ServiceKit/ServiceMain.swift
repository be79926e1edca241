import Glibc
import Logging
import RPCSocket
import ServiceLifecycle

/// Runs a daemon from its command line to its exit code.
public enum ServiceMain {
  /// Exit codes of a daemon.
  enum ExitCode: Int32 {
    case stoppedCleanly = 0
    case failed = 1
    case wrongUsage = 2
  }

  /// Does what the process was started for, and ends the process: 0 after a clean stop, 1 when the daemon could not
  /// start or failed, 2 for a wrong flag or configuration.
  public static func run<Application: ServiceApplication>(_ application: Application.Type) async -> Never {
    // A peer that closes its connection must cost an error, not the process.
    signal(SIGPIPE, SIG_IGN)
    // Before anything secret is read.
    CoreDumps.forbid()
    // Before anything else could read the environment, or start a program that inherits it.
    _ = InheritedSockets.process
    let manager = ServiceManager.process
    let program = Application.program
    let request: LaunchRequest
    do {
      request = try Application.catalogue.read(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: ProcessSurroundings.environment(),
        readFile: { SmallFile.read($0, sizeMaxBytes: ConfigurationFile.sizeMaxBytes) }
      )
      switch request {
      case .checkConfiguration(let configuration), .serve(let configuration): try Application.check(configuration)
      case .help, .version, .storage: break
      }
    } catch {
      for problem in error.problems { StandardStreams.error("\(program): \(problem)") }
      StandardStreams.error("\(program): see \(program) --help")
      exit(ExitCode.wrongUsage.rawValue)
    }
    switch request {
    case .help:
      let help = HelpText(
        program: program,
        version: ProgramVersion.text,
        summary: Application.summary,
        catalogue: Application.catalogue
      )
      StandardStreams.output(help.text)
      exit(ExitCode.stoppedCleanly.rawValue)
    case .version:
      StandardStreams.output("\(program) \(ProgramVersion.text)\n")
      exit(ExitCode.stoppedCleanly.rawValue)
    case .checkConfiguration(let configuration):
      StandardStreams.output(ConfigurationListing(program: program, configuration, Application.catalogue).text)
      exit(ExitCode.stoppedCleanly.rawValue)
    case .storage(.rebuild, let configuration):
      exit(await rebuild(application, configuration).rawValue)
    case .storage(let command, let configuration):
      exit(await maintain(application, command, configuration).rawValue)
    case .serve(let configuration):
      exit(await serve(application, configuration, manager).rawValue)
    }
  }

  private static func maintain<Application: ServiceApplication>(
    _ application: Application.Type,
    _ command: StorageCommand,
    _ configuration: Configuration
  ) async -> ExitCode {
    do {
      let location = try configuration.value(of: CommonKeys.storage(service: Application.name))
      let maintenance = StorageMaintenance(
        program: Application.program,
        location: location,
        migrations: Application.migrations,
        output: { StandardStreams.output($0 + "\n") }
      )
      try await maintenance.run(command)
      return .stoppedCleanly
    } catch {
      StandardStreams.error("\(Application.program): \(DescribedFailure.sentence(error))")
      return .failed
    }
  }

  private static func rebuild<Application: ServiceApplication>(
    _ application: Application.Type,
    _ configuration: Configuration
  ) async -> ExitCode {
    do {
      let format = try configuration.value(of: CommonKeys.logFormat)
      let level = try configuration.value(of: CommonKeys.logLevel).level
      LoggingSystem.bootstrap { LineLogHandler(label: $0, format: format, level: level) }
      let logger = Logger(label: Application.name)
      let environment = try ServiceEnvironment(application, configuration: configuration, logger: logger)
      let result: Result<Bool, any Error>
      do {
        result = .success(try await Application.rebuild(environment) { StandardStreams.output($0 + "\n") })
      } catch {
        result = .failure(error)
      }
      await environment.closeAll()
      return try result.get() ? .stoppedCleanly : .failed
    } catch {
      StandardStreams.error("\(Application.program): \(DescribedFailure.sentence(error))")
      return .failed
    }
  }

  private static func serve<Application: ServiceApplication>(
    _ application: Application.Type,
    _ configuration: Configuration,
    _ manager: ServiceManager
  ) async -> ExitCode {
    do {
      let format = try configuration.value(of: CommonKeys.logFormat)
      let level = try configuration.value(of: CommonKeys.logLevel).level
      LoggingSystem.bootstrap { LineLogHandler(label: $0, format: format, level: level) }
    } catch {
      StandardStreams.error("\(Application.program): \(error)")
      return .wrongUsage
    }
    let logger = Logger(label: Application.name)
    for problem in manager.problems { logger.warning("\(problem)") }
    // Before the first call can be taken: whoever has had an answer may ask for a stop, and must get a clean one. A
    // signal that comes while the daemon starts is remembered until it stands.
    let (stops, stopped) = AsyncStream.makeStream(of: Void.self)
    await TerminationSignals.listen(
      first: { name in
        manager.tellStopping(logger: logger)
        logger.info("\(name): stopping; a second signal ends the program at once")
        stopped.yield()
      },
      second: { name in
        logger.warning("\(name) again: ending at once")
        _exit(ExitCode.failed.rawValue)
      }
    )
    do {
      let daemon = try await RunningDaemon.start(application, configuration: configuration, logger: logger)
      try await daemon.runUntilStopped { group in
        await TerminationSignals.listenForHangup {
          logger.info("SIGHUP: reading certificates again, identities, and what else may change")
          manager.tellReloading(logger: logger)
          daemon.reload()
          manager.tellReady(servingAt: daemon.places, logger: logger)
        }
        Task { for await _ in stops { await group.triggerGracefulShutdown() } }
        manager.keepWatchdog(on: daemon.loop, logger: logger)
        daemon.releaseCodeOfStart()
        manager.tellReady(servingAt: daemon.places, logger: logger)
      }
      logger.info("stopped")
      return .stoppedCleanly
    } catch {
      logger.critical("\(DescribedFailure.sentence(error))")
      return .failed
    }
  }
}
