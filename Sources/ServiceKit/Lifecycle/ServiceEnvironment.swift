public import Logging
import Messages
public import RPC
public import RPCSocket
import RPCTracing
public import Storage
import Synchronization

/// What a daemon is given to build itself from.
public struct ServiceEnvironment: Sendable {
  /// The validated configuration.
  public let configuration: Configuration
  /// The daemon's logger.
  public let logger: Logger
  /// What the daemon's health service says.
  public let state: DaemonState
  /// What is measured and shown of the daemon.
  public let observation: DaemonObservation
  /// Asks the daemon to stop, as SIGTERM does.
  public let stopRequest = StopRequest()
  /// The program's name: "ocop-registry".
  let program: String
  let security: ConnectionSecurity
  let identification: CallerIdentification
  let storageKey: ConfigurationKey<StorageLocation>
  let opened = OpenedResources()

  /// Opens the database that the configuration names; makes its folder and brings its schema up to date.
  ///
  /// The daemon closes it as its last act, and ends with an error when it stops taking writes.
  ///
  /// - Throws: `StartupFailure` or `DatabaseError`, each naming the file and what to do.
  public func openDatabase(migrations: [Migration]) throws -> any Database {
    let storage = try OpenedStorage(try configuration.value(of: storageKey), migrations: migrations)
    opened.add(storage)
    return storage.database
  }

  /// A channel to another service, at the addresses that a key names. It connects when it is first used, and again
  /// whenever it has to; of several processes it keeps to one for as long as that one can be reached, and then goes to
  /// the next. The daemon closes it when it stops. Its calls have spans, where the program has a tracer.
  public func channel(to key: ConfigurationKey<ServiceAddresses>) throws -> any Channel {
    let addresses = try configuration.value(of: key)
    let channel =
      if let endpoint = addresses.onlyEndpoint {
        socket(to: endpoint).traced(server: TracedServer(endpoint))
      } else {
        pool(of: addresses)
      }
    opened.add(channel)
    return identified(channel)
  }

  /// The channel with this daemon's own token in its calls, where it has one.
  public func identified(_ channel: any Channel) -> any Channel {
    identification.ownToken.map { channel.intercepted(by: [$0]) } ?? channel
  }

  /// Finds out who calls, and refuses who may not: the first of a daemon's admission interceptors.
  public var authenticator: any AdmissionInterceptor { identification.authenticator }

  private func socket(to endpoint: Endpoint, serverName: String = "") -> SocketChannel {
    var options = channelConfiguration()
    options.observer = observation.clientRecords(server: endpoint)
    if options.serverName.isEmpty { options.serverName = serverName }
    return SocketChannel(endpoint: endpoint, configuration: options, logger: logger)
  }

  private func pool(of addresses: ServiceAddresses) -> any Channel {
    var configuration = PoolConfiguration()
    configuration.policy = .pickFirst
    // Of what is followed every process tells the same, and an ejection would only lengthen the way to the next.
    configuration.outlierEjection = nil
    let resolver = addresses.makeResolver()
    return PooledChannel(
      resolver: resolver,
      configuration: configuration,
      driver: SocketLoop.shared.runQueue.driver,
      logger: logger
    ) { [self] address in
      do throws(SocketError) {
        let endpoint = try Endpoint(parsing: address.endpoint)
        return socket(to: endpoint, serverName: resolver.name(of: address))
      } catch {
        return UnusableChannel(reason: error.message)
      }
    }
    .traced(server: TracedServer(address: "\(addresses)"))
  }
}

extension ServiceEnvironment {
  /// How the daemon's server takes connections, by its configuration.
  /// - Parameter loop: the loop it runs on.
  public func serverConfiguration(loop: SocketLoop = .shared) throws -> SocketServer.Configuration {
    var options = SocketServer.Configuration()
    options.loop = loop
    options.observer = observation.serverRecords(on: loop)
    options.agent = "\(program)/\(ProgramVersion.text)"
    options.security = security.server
    options.unixFileMode = try configuration.value(of: ConnectionKeys.listenMode)
    options.connectionsMax = try configuration.value(of: ConnectionKeys.connectionsMax)
    options.handshakesMax = try configuration.value(of: ConnectionKeys.handshakesMax)
    options.handshakeTimeout = try configuration.value(of: ConnectionKeys.handshakeTimeout)
    let age = try configuration.value(of: ConnectionKeys.connectionAgeMax)
    options.connectionAgeMax = age == .zero ? nil : age
    options.serverLimits.concurrency = try configuration.value(of: ConnectionKeys.concurrencyLimit)
    options.connectionAgeGrace = try configuration.value(of: ConnectionKeys.connectionAgeGrace)
    return options
  }

  /// How the daemon connects to other services, by its configuration.
  public func channelConfiguration() -> SocketChannel.Configuration {
    var options = SocketChannel.Configuration()
    options.agent = "\(program)/\(ProgramVersion.text)"
    options.security = security.client
    return options
  }
}

/// What a daemon has opened and must close.
final class OpenedResources: Sendable {
  private let lists = Mutex<(storages: [OpenedStorage], channels: [any Channel])>(([], []))

  var storages: [OpenedStorage] { lists.withLock { $0.storages } }
  var channels: [any Channel] { lists.withLock { $0.channels } }

  func add(_ storage: OpenedStorage) { lists.withLock { $0.storages.append(storage) } }
  func add(_ channel: any Channel) { lists.withLock { $0.channels.append(channel) } }
}

extension ServiceEnvironment {
  /// What an application is given under a configuration.
  init<Application: ServiceApplication>(
    _ application: Application.Type,
    configuration: Configuration,
    logger: Logger
  ) throws {
    let state = DaemonState(name: Application.name)
    self.init(
      configuration: configuration,
      logger: logger,
      state: state,
      observation: DaemonObservation(
        state: state,
        slowCallThreshold: try configuration.value(of: ObservationKeys.slowCallThreshold)
      ),
      program: Application.program,
      security: try ConnectionSecurity(configuration, logger: logger),
      identification: try CallerIdentification(configuration, logger: logger),
      storageKey: CommonKeys.storage(service: Application.name)
    )
  }

  /// Closes everything that was opened.
  func closeAll() async {
    for channel in opened.channels { await channel.close() }
    for storage in opened.storages { await storage.database.close() }
  }
}
