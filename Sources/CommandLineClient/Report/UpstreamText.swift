import ClientKit
import Messages

/// What the gateway does with processes, a line each.
enum UpstreamText {
  /// "registry at tcp:10.0.0.7:7401: drained, 3 calls are running".
  static func lines(_ upstreams: [GatewayV1.Upstream]) -> String {
    upstreams.map { upstream in
      ("\(upstream.service) at \(upstream.address): \(state(upstream.state)), "
        + calls(upstream.callsInFlight)).printable + "\n"
    }
    .joined()
  }

  private static func calls(_ count: UInt64) -> String {
    switch count {
    case 0: "no calls are running"
    case 1: "1 call is running"
    default: "\(count) calls are running"
    }
  }

  private static func state(_ state: GatewayV1.UpstreamState) -> String {
    switch state {
    case .connected: "gets calls"
    case .connecting: "gets calls as soon as it is connected"
    case .notServing: "is not serving"
    case .ejected: "left alone for a while"
    case .unreachable: "cannot be reached"
    case .drained: "drained"
    default: "unknown"
    }
  }
}
