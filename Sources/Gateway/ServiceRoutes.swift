import RPC
import Wire

/// Where the gateway sends calls: by the full service name of the method, to the channel of that service.
struct ServiceRoutes: CallRelay {
  private struct Route: Sendable {
    let service: [UInt8]
    let channel: ClientChannel
  }

  private let routes: [Route]
  private let known: String

  /// - Parameters:
  ///   - routes: full service names, each with the channel its calls go to.
  ///   - own: full names of the services that the gateway answers itself.
  init(_ routes: [(service: String, channel: ClientChannel)], own: [String]) {
    self.routes = routes.map { Route(service: Array($0.service.utf8), channel: $0.channel) }
    known =
      "it routes \(routes.map(\.service).joined(separator: ", ")) and answers \(own.joined(separator: ", ")) itself"
  }

  /// See `CallRelay`. There are few routes, so their names are simply compared.
  func route(_ call: RelayedOpen) -> RelayDecision {
    if let service = call.serviceBytes {
      for route in routes where route.service.count == service.count && route.service.elementsEqual(service) {
        return .forward(to: route.channel)
      }
    }
    // The name came from outside and goes into a message: cut.
    let name = call.method.prefix(200)
    return .refuse(
      RPCError(.unimplemented, "no method \"\(name)\" behind this gateway; \(known)", isNotProcessed: true)
    )
  }
}
