import Messages

/// The state of an installation as a table.
enum InstallationStatusText {
  /// One row for each daemon.
  static func table(_ status: GatewayV1.InstallationStatus) -> String {
    var table = TextTable([
      TextTable.Column("service"), TextTable.Column("state"), TextTable.Column("address"), TextTable.Column("version"),
      TextTable.Column("revision", alignment: .right), TextTable.Column("up", alignment: .right),
      TextTable.Column("follows"), TextTable.Column("reason"),
    ])
    for service in status.services {
      let isReached = service.servingStatus != .unreachable
      table.append([
        service.name,
        state(service.servingStatus),
        service.address,
        service.version,
        isReached && !service.epoch.isEmpty ? String(service.revision) : "",
        isReached ? uptime(service.uptimeSeconds) : "",
        service.followers.map(follower).joined(separator: ", "),
        ([service.reason] + service.followers.map(\.reason)).filter { !$0.isEmpty }.joined(separator: "; "),
      ])
    }
    return table.rendered()
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
