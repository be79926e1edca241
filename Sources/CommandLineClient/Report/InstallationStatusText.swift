import ClientKit
import Messages

/// The state of an installation as a table.
enum InstallationStatusText {
  /// One row for each process.
  static func table(_ status: GatewayV1.InstallationStatus) -> String {
    var table = TextTable([
      TextTable.Column("service"), TextTable.Column("state"), TextTable.Column("address"), TextTable.Column("version"),
      TextTable.Column("revision", alignment: .right), TextTable.Column("up", alignment: .right),
      TextTable.Column("follows"), TextTable.Column("reason"),
    ])
    // The gateway has no address that it routes to.
    let upstreams = Dictionary(status.upstreams.map { (Place($0.service, $0.address), $0) }) { first, _ in first }
    for service in status.services {
      let upstream = upstreams[Place(service.name, service.address)]
      let isReached = service.servingStatus != .unreachable
      table.append([
        service.name,
        upstream.flatMap(state) ?? state(service.servingStatus),
        service.address,
        service.version,
        isReached && !service.epoch.isEmpty ? String(service.revision) : "",
        isReached ? uptime(service.uptimeSeconds) : "",
        service.followers.map(follower).joined(separator: ", "),
        reasons(service, upstream).joined(separator: "; "),
      ])
    }
    return table.rendered()
  }

  /// What tells a process from others.
  private struct Place: Hashable {
    let service: String
    let address: String

    init(_ service: String, _ address: String) {
      self.service = service
      self.address = address
    }
  }

  private static func reasons(_ service: RpcV1.ServiceStatus, _ upstream: GatewayV1.Upstream?) -> [String] {
    var reasons = [service.reason] + service.followers.map(\.reason)
    if let upstream, state(upstream) != nil {
      reasons.append(upstream.reason)
      if upstream.callsInFlight > 0 { reasons.append("\(upstream.callsInFlight) calls are running") }
    }
    return reasons.filter { !$0.isEmpty }
  }

  /// What the gateway does with a process that might serve; nil when that is nothing special.
  private static func state(_ upstream: GatewayV1.Upstream) -> String? {
    switch upstream.state {
    case .drained: "drained"
    case .ejected: "ejected"
    default: nil
    }
  }

  private static func state(_ status: RpcV1.ServingStatus) -> String {
    switch status {
    case .serving: "serving"
    case .notServing: "not serving"
    case .unreachable: "unreachable"
    default: "unknown"
    }
  }

  /// "registry 541/541", and how far behind when it is.
  private static func follower(_ follower: RpcV1.FollowerStatus) -> String {
    let source = max(follower.sourceRevision, follower.appliedRevision)
    let behind = source - follower.appliedRevision
    return "\(follower.source) \(follower.appliedRevision)/\(source)"
      + (behind > 0 ? " (\(behind) behind)" : "") + (follower.connected ? "" : " (disconnected)")
  }

  private static func uptime(_ seconds: UInt64) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}
