import Messages

/// How one process behind the gateway stands.
struct UpstreamRow: Equatable, Sendable {
  /// Nil for a row that stands for a group without any process.
  var token: UpstreamToken?
  /// "tcp:10.0.0.7:7401".
  var address: String
  var state: GatewayV1.UpstreamState
  var callsInFlight = 0
  /// Why it gets no calls; empty when it gets them.
  var reason = ""

  /// The row as it is told.
  func message(service: String) -> GatewayV1.Upstream {
    var message = GatewayV1.Upstream()
    message.service = service
    message.address = address
    message.state = state
    message.callsInFlight = UInt64(callsInFlight)
    message.reason = reason
    return message
  }
}
