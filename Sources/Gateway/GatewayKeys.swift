import RPCSocket
import ServiceKit

/// The gateway's keys beside those that every daemon has.
enum GatewayKeys {
  /// A file with the routes; nil = the services' address keys.
  static let routes = ConfigurationKey<String?>.optionalText(
    name: "routes",
    placeholder: "FILE",
    allowed: "the path of a route table",
    explanation: "A file that says where each service is, a line SERVICE ADDRESSES a service, read again when it "
      + "changes and at SIGHUP. It takes the place of the address keys: set it, or those."
  ) { path throws(InvalidConfigurationValue) in
    try check(path) { path, bytes throws(ConfigurationError) in _ = try RouteFile(path: path, bytes: bytes) }
  }

  /// Most calls in flight at each process.
  static let callsMax = ConfigurationKey<Int>.integer(
    name: "upstream_calls_max",
    unit: "calls",
    default: UpstreamSettings.callsMaxDefault,
    range: 1...65_536,
    explanation: "Calls in flight at one process of a service, streams among them; when every process has as many, "
      + "more are refused and told when to try again."
  )

  /// A file with callers' limits; nil = there are none.
  static let limits = ConfigurationKey<String?>.optionalText(
    name: "rate_limits",
    placeholder: "FILE",
    allowed: "the path of a file of limits",
    explanation: "A file that says how often each caller may call which methods, read again when it changes and at "
      + "SIGHUP."
  ) { path throws(InvalidConfigurationValue) in
    try check(path) { path, bytes throws(ConfigurationError) in _ = try LimitFile(path: path, bytes: bytes) }
  }

  /// Where a line for each call goes; nil = nowhere.
  static let accessLog = ConfigurationKey<AccessLogTarget?>(
    name: "access_log",
    placeholder: "TARGET",
    defaultText: "off",
    allowed: "off, stderr, or the path of a file",
    explanation: "Where a line of JSON for each call goes: who, what, how it ended and who caused that, how long it "
      + "took; nothing of its content. A file is opened anew at SIGHUP."
  ) { text throws(InvalidConfigurationValue) in
    switch text {
    case "off": return nil
    case "stderr": return .standardError
    default:
      guard text.contains("/") else {
        throw InvalidConfigurationValue("is neither off nor stderr nor a path with \"/\"")
      }
      return .file(path: text)
    }
  }

  /// Where the next process of this gateway asks for the listening sockets; nil = nowhere.
  static let handover = ConfigurationKey<String?>.optionalText(
    name: "handover",
    placeholder: "unix:PATH",
    allowed: "unix:PATH",
    explanation: "Where a gateway that is started asks the one that runs for its listening sockets: it serves, and "
      + "that one finishes its calls and ends. Both need the same value, and the same listen."
  ) { text throws(InvalidConfigurationValue) in
    guard case .unix? = try? Endpoint(parsing: text) else { throw InvalidConfigurationValue("is not unix:PATH") }
  }

  private static func check(
    _ path: String,
    _ read: (String, [UInt8]) throws(ConfigurationError) -> Void
  ) throws(InvalidConfigurationValue) {
    do throws(SocketError) {
      let bytes = try FileContents.read(path, bytesMax: FollowedFile<[Route]>.bytesMax)
      do throws(ConfigurationError) {
        try read(path, bytes)
      } catch {
        throw SocketError(error.problems.joined(separator: "; "))
      }
    } catch {
      throw InvalidConfigurationValue("cannot be used (\(error.message))")
    }
  }

  /// All of them, in the order help prints them.
  static let definitions =
    RoutedService.all.map(\.addressKey.definition) + [
      routes.definition, callsMax.definition, limits.definition, accessLog.definition, handover.definition,
    ]

  /// The routes that the address keys say.
  static func defaultRoutes(_ configuration: Configuration) throws(ConfigurationError) -> [Route] {
    var routes: [Route] = []
    for routed in RoutedService.all { routes.append(routed.route(try configuration.value(of: routed.addressKey))) }
    return routes
  }

  /// Routes come from one place.
  static func checkRoutes(_ configuration: Configuration) throws(ConfigurationError) {
    guard try configuration.value(of: routes) != nil else { return }
    var problems: [String] = []
    for routed in RoutedService.all {
      let name = routed.addressKey.definition.name
      guard let origin = configuration.origin(ofKeyNamed: name), origin != .defaultValue else { continue }
      problems.append(
        "\(origin): \(name) is of no use with routes, which say where \(routed.service) is; remove one of the two"
      )
    }
    guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
  }
}
