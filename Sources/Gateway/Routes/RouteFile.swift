import Messages
import RPC
import RPCSocket
import ServiceKit
import Services

/// The text of a route table: a line for each service, `SERVICE ADDRESSES [calls_max=N] [timeout_max=TIME]`; `#` begins
/// a comment.
///
///     ocop.registry.v1.Registry    tcp:10.0.0.7:7401,tcp:10.0.0.8:7401  calls_max=512
///     ocop.listing.v1.Listing      dns:listing.internal:7402            timeout_max=30s
///     ocop.reporting.v1.Reporting  file:/etc/ocop/reporting.list
struct RouteFile {
  /// Most services a table may have.
  static let routesMax = 256

  static let callsMax = ConfigurationKey<Int>.integer(
    name: "calls_max",
    unit: "calls",
    default: UpstreamSettings.callsMaxDefault,
    range: 1...65_536,
    explanation: "Calls in flight at each process of the service."
  )

  static let timeoutMax = ConfigurationKey<Duration>.duration(
    name: "timeout_max",
    default: "1d",
    rangeMilliseconds: 1...86_400_000,
    explanation: "Longest time of a call of the service."
  )

  let routes: [Route]

  /// Reads the text as a whole: one wrong line, and nothing of it is used.
  /// - Throws: `ConfigurationError`, each problem beginning with "PATH:LINE: ".
  init(path: String, bytes: [UInt8]) throws(ConfigurationError) {
    var routes: [Route] = []
    var problems: [String] = []
    var placeOfService: [String: String] = [:]
    for line in try WordLine.lines(path: path, bytes: bytes) {
      do throws(LineProblem) {
        let route = try RouteFile.route(line)
        if let first = placeOfService.updateValue(line.place, forKey: route.service) {
          throw LineProblem("\(route.service) has a route already (\(first)); list all its addresses there")
        }
        routes.append(route)
        if routes.count > RouteFile.routesMax { throw LineProblem("more than \(RouteFile.routesMax) routes") }
      } catch {
        problems.append("\(line.place): \(error.sentence)")
        if problems.count >= WordLine.problemsMax { break }
      }
    }
    if problems.isEmpty && routes.isEmpty {
      problems.append("\(path): holds no route; write one a line: SERVICE ADDRESSES")
    }
    guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    self.routes = routes
  }

  private static func route(_ line: WordLine) throws(LineProblem) -> Route {
    let service = String(line.words[0])
    guard isServiceName(service) else {
      throw LineProblem("\(line.shownBeginning) is not the full name of a service, such as ocop.registry.v1.Registry")
    }
    guard !service.hasPrefix("ocop.rpc."), service != GatewayV1.GatewayMethods.getInstallationStatus.service else {
      throw LineProblem("\(service) is answered by the gateway itself; remove the line")
    }
    guard line.words.count > 1 else {
      throw LineProblem("the addresses of \(service) are missing; write them behind it, separated by commas")
    }
    let addresses: ServiceAddresses
    do throws(SocketError) {
      addresses = try ServiceAddresses(parsing: String(line.words[1]))
    } catch {
      throw LineProblem(error.message)
    }
    let name = RoutedService.all.first { $0.service == service }?.name ?? service
    var route = Route(name: name, service: service, addresses: addresses)
    for setting in try line.settings(from: 2, known: [callsMax.definition.name, timeoutMax.definition.name]) {
      if setting.name == callsMax.definition.name {
        route.callsMax = try setting.value(callsMax)
      } else {
        route.timeoutMax = try setting.value(timeoutMax)
      }
    }
    return route
  }

  /// Words of letters, digits and "_" separated by dots, none of them beginning with a digit: a full name of
  /// protobuf's, with its package.
  private static func isServiceName(_ text: String) -> Bool {
    guard (1...200).contains(text.utf8.count) else { return false }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1
      && parts.allSatisfy { part in
        guard let first = part.utf8.first, !isDigit(first) else { return false }
        return part.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
      }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
