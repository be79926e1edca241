import Logging
import Messages
import RPC
import RPCSocket
public import ServiceKit
import Services

/// The gateway: one address for clients; calls go on to the service that has them, as they came.
public enum GatewayApplication: ServiceApplication {
  /// "gateway".
  public static let name = "gateway"
  /// What help says.
  public static let summary =
    "One address for clients: passes calls on to registry, listing and reporting, and says which of them are up."
  /// 7400.
  public static let defaultPort = 7400
  /// It keeps nothing.
  public static let keepsData = false
  /// Where calls go, and how much each process is given.
  public static let keys = GatewayKeys.definitions

  /// See `ServiceApplication`.
  public static func check(_ configuration: Configuration) throws(ConfigurationError) {
    try GatewayKeys.checkRoutes(configuration)
  }

  /// See `ServiceApplication`.
  public static func make(_ environment: ServiceEnvironment) async throws -> ServiceParts {
    let configuration = environment.configuration
    let logger = environment.logger
    var limits = GatewayServer.Limits()
    limits.upstream.callsMax = try configuration.value(of: GatewayKeys.callsMax)
    var options = GatewayServer.Options()
    options.routeFile = try configuration.value(of: GatewayKeys.routes).map { path in
      FollowedFile("the routes", path: path, logger: logger) { path, bytes throws(ConfigurationError) in
        try RouteFile(path: path, bytes: bytes).routes
      }
    }
    options.limitFile = try configuration.value(of: GatewayKeys.limits).map { path in
      FollowedFile("the limits", path: path, logger: logger) { path, bytes throws(ConfigurationError) in
        try LimitFile(path: path, bytes: bytes).limits
      }
    }
    options.accessLog = try accessLog(configuration, logger)
    let routes = try options.routeFile?.load() ?? GatewayKeys.defaultRoutes(configuration)
    let callerLimits = try options.limitFile?.load() ?? CallerLimits()
    let handover = try configuration.value(of: GatewayKeys.handover)?.dropFirst("unix:".count)
    return ServiceParts { [options, limits] listenAddresses, environment in
      var options = options
      options.server = try environment.serverConfiguration(loop: options.loop)
      options.channel = environment.channelConfiguration()
      options.records = environment.observation.serverRecords(on: options.loop)
      options.authenticator = environment.authenticator
      options.identified = environment.identified
      options.makeClientObserver = { environment.observation.clientRecords(server: $0) }
      let start = { (options: GatewayServer.Options) in
        let server = try await GatewayServer.start(
          at: listenAddresses,
          routes: routes,
          callerLimits: callerLimits,
          state: environment.state,
          logger: logger,
          limits: limits,
          options: options
        )
        environment.observation.measureGateway { [parts = server.parts] in parts.figures }
        return server
      }
      guard let handover else { return try await start(options) }
      return try await HandedOverGateway.start(
        path: String(handover),
        options: options,
        logger: logger,
        stopRequest: environment.stopRequest,
        start
      )
    }
  }

  private static func accessLog(_ configuration: Configuration, _ logger: Logger) throws -> AccessLog? {
    guard let target = try configuration.value(of: GatewayKeys.accessLog) else { return nil }
    do throws(AccessLogFailure) {
      return AccessLog(target, sink: try AccessFile(target), logger: logger)
    } catch {
      throw ConfigurationError(problems: ["the access log \(error.sentence); --access-log names another"])
    }
  }
}
