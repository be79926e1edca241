import RPC
import Wire

/// Where the gateway sends calls: by the full service name of the method, to the processes of that service.
struct ServiceRoutes: CallRelay {
  private struct Route: Sendable {
    let service: [UInt8]
    let group: UpstreamGroup
  }

  private let routes: [Route]
  private let known: String

  /// - Parameters:
  ///   - groups: the processes of each service.
  ///   - own: full names of the services that the gateway answers itself.
  init(_ groups: [UpstreamGroup], own: [String]) {
    routes = groups.map { Route(service: Array($0.routed.service.utf8), group: $0) }
    known =
      "it routes \(groups.map(\.routed.service).joined(separator: ", ")) and answers "
      + "\(own.joined(separator: ", ")) itself"
  }

  /// See `CallRelay`. There are few routes, so their names are simply compared.
  func route(_ call: RelayedOpen) -> RelayDecision {
    if let service = call.serviceBytes {
      for route in routes where route.service.count == service.count && route.service.elementsEqual(service) {
        return route.group.decide()
      }
    }
    // The name came from outside and goes into a message: cut.
    let name = call.method.prefix(200)
    return .refuse(
      RPCError(.unimplemented, "no method \"\(name)\" behind this gateway; \(known)", isNotProcessed: true)
    )
  }
}
