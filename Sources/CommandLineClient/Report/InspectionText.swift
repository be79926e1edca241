import ClientKit
import Foundation
import Messages
import RPC

/// The inside of a daemon as tables.
enum InspectionText {
  /// The daemon as a whole, then its methods.
  static func server(_ server: RpcV1.ServerSnapshot) -> String {
    var figures = TextTable([TextTable.Column("figure"), TextTable.Column("value")])
    let limit = server.concurrencyLimit == 0 ? "none" : String(server.concurrencyLimit)
    let rows: [(String, String)] = [
      ("daemon", "ocop-\(server.name) \(server.version)"), ("up", duration(server.uptimeSeconds * 1_000_000)),
      ("open connections", String(server.openConnections)),
      ("accepted connections", String(server.acceptedConnections)),
      ("refused connections", String(server.refusedConnections)), ("running calls", String(server.runningCalls)),
      ("limit of running calls", limit), ("started calls", String(server.startedCalls)),
      ("succeeded calls", String(server.succeededCalls)), ("failed calls", String(server.failedCalls)),
      ("shed calls", String(server.shedCalls)), ("CPU time", duration(server.cpuMicroseconds)),
      ("resident memory", bytes(server.residentBytes)),
    ]
    for (name, value) in rows { figures.append([name, value]) }
    var methods = TextTable([
      TextTable.Column("method"), TextTable.Column("calls", alignment: .right),
      TextTable.Column("failed", alignment: .right), TextTable.Column("p50", alignment: .right),
      TextTable.Column("p99", alignment: .right),
    ])
    for method in server.methods {
      methods.append([
        method.method, String(method.startedCalls), String(method.failedCalls), duration(method.medianMicroseconds),
        duration(method.percentile99Microseconds),
      ])
    }
    return figures.rendered() + "\n" + methods.rendered()
  }

  /// One row for each connection.
  static func connections(_ answer: RpcV1.ListConnectionsResponse) -> String {
    var table = TextTable([
      TextTable.Column("id", alignment: .right), TextTable.Column("peer"), TextTable.Column("agent"),
      TextTable.Column("age", alignment: .right), TextTable.Column("idle", alignment: .right),
      TextTable.Column("received", alignment: .right), TextTable.Column("sent", alignment: .right),
      TextTable.Column("waiting", alignment: .right), TextTable.Column("calls", alignment: .right),
      TextTable.Column("open streams"),
    ])
    for connection in answer.connections {
      table.append([
        String(connection.id), connection.peer, connection.agent, duration(connection.ageMilliseconds * 1_000),
        duration(connection.idleMilliseconds * 1_000), bytes(connection.receivedBytes), bytes(connection.sentBytes),
        bytes(connection.waitingBytes), String(connection.startedCalls),
        connection.streams.map { "#\($0.stream) \($0.method)" }.joined(separator: ", "),
      ])
    }
    return table.rendered()
  }

  /// One row for each call.
  static func calls(_ calls: [RpcV1.CallSnapshot]) -> String {
    var table = TextTable([
      TextTable.Column("started (UTC)"), TextTable.Column("method"), TextTable.Column("status"),
      TextTable.Column("time", alignment: .right), TextTable.Column("timeline"), TextTable.Column("caller"),
      TextTable.Column("trace"), TextTable.Column("message"),
    ])
    for call in calls {
      let status = UInt8(exactly: call.code).flatMap(StatusCode.init)?.description ?? String(call.code)
      table.append([
        time(call.startedUnixMicroseconds), call.method, call.running ? "running" : status,
        duration(call.durationMicroseconds),
        call.timeline.map { "\($0.event) \(duration($0.atMicroseconds))" }.joined(separator: ", "),
        "\(call.peer) #\(call.stream)", call.traceID, call.message,
      ])
    }
    return table.rendered()
  }

  /// "830 µs", "12.3 ms", "4.5 s", "2 h 5 min".
  static func duration(_ microseconds: UInt64) -> String {
    switch microseconds {
    case ..<1_000: "\(microseconds) µs"
    case ..<1_000_000: "\(microseconds / 1_000).\(microseconds / 100 % 10) ms"
    case ..<60_000_000: "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
    case ..<3_600_000_000: "\(microseconds / 60_000_000) min \(microseconds / 1_000_000 % 60) s"
    default: "\(microseconds / 3_600_000_000) h \(microseconds / 60_000_000 % 60) min"
    }
  }

  private static func bytes(_ count: UInt64) -> String {
    switch count {
    case ..<1_024: "\(count) B"
    case ..<1_048_576: "\(count / 1_024) KiB"
    default: "\(count / 1_048_576) MiB"
    }
  }

  private static func time(_ unixMicroseconds: UInt64) -> String {
    let seconds = Date(timeIntervalSince1970: Double(unixMicroseconds / 1_000_000)).formatted(.iso8601)
    let milliseconds = String(unixMicroseconds / 1_000 % 1_000 + 1_000).dropFirst()
    return "\(seconds.dropLast()).\(milliseconds)Z"
  }
}
