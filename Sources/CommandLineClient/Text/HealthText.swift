import ClientKit
import Messages

/// States of health for people.
enum HealthText {
  /// A service and its state.
  static func health(_ service: String, _ state: RpcV1.CheckResponse) -> RpcV1.ServiceHealth {
    var health = RpcV1.ServiceHealth()
    health.service = service
    health.state = state
    return health
  }

  /// A line for each service.
  static func table(_ services: [RpcV1.ServiceHealth]) -> String {
    var table = TextTable([.init("service"), .init("state"), .init("reason")])
    for service in services {
      let state = service.state ?? RpcV1.CheckResponse()
      table.append([name(service), word(state.servingStatus), state.reason])
    }
    return table.rendered()
  }

  /// One state on a line: "not serving: shutting down".
  static func line(_ state: RpcV1.CheckResponse) -> String {
    (word(state.servingStatus) + (state.reason.isEmpty ? "" : ": \(state.reason)")).printable + "\n"
  }

  /// The service's name; the daemon as a whole has none.
  static func name(_ service: RpcV1.ServiceHealth) -> String {
    service.service.isEmpty ? "the daemon" : service.service
  }

  private static func word(_ status: RpcV1.ServingStatus) -> String {
    let word = RpcV1.ServingStatus.descriptor.shortName(of: status.rawValue).replacing("_", with: " ")
    return word.isEmpty ? "unknown" : word
  }
}
