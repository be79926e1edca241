import Messages
import RPC

/// What a daemon is doing, as a page for people. It shows nothing of the content of calls.
struct DebugPage {
  /// What the server's loop has told.
  struct Server: Sendable {
    let snapshot: RpcV1.ServerSnapshot
    let connections: [RpcV1.ConnectionSnapshot]
    let calls: [RpcV1.CallSnapshot]
    let notableCalls: [RpcV1.CallSnapshot]
  }

  let status: RpcV1.ServiceStatus
  let followers: [RpcV1.FollowerStatus]
  /// Nil when the loop has not answered, or there is no server yet.
  let server: Server?

  var html: String {
    let title = "ocop-\(status.name) \(status.version)"
    var body = "<h1>\(HTMLText.escaped(title))</h1>\n" + stateLine
    if let server {
      body += figures(server.snapshot) + followerTable + methodTable(server.snapshot.methods)
      body += heading("Running calls", server.calls.count, of: Int(server.snapshot.runningCalls))
      body += callTable(server.calls, empty: "no call is running")
      body += heading("Slow and failed calls, latest first", server.notableCalls.count)
      body += callTable(server.notableCalls, empty: "no call was slow or failed")
      body += heading("Connections", server.connections.count, of: Int(server.snapshot.openConnections))
      body += connectionTable(server.connections)
    } else {
      body += "<p class=\"bad\">The loop that answers calls does not answer, or is not there yet.</p>\n" + followerTable
    }
    return HTMLText.page(title: title, body: body)
  }

  private var stateLine: String {
    let isServing = status.servingStatus == .serving
    let state = isServing ? "serving" : "not serving: \(status.reason)"
    let place = status.address.isEmpty ? "" : " at \(status.address)"
    let age = FigureText.duration(microseconds: status.uptimeSeconds * 1_000_000)
    return "<p><span class=\"state \(isServing ? "good" : "bad")\">\(HTMLText.escaped(state))</span>"
      + "\(HTMLText.escaped(place)), up for \(age)"
      + " <span class=\"dim\">· <a href=\"/metrics\">metrics</a></span></p>\n"
  }

  private func figures(_ server: RpcV1.ServerSnapshot) -> String {
    let limit = server.concurrencyLimit == 0 ? "none" : FigureText.count(UInt64(server.concurrencyLimit))
    let entries: [(String, String)] = [
      ("open connections", FigureText.count(UInt64(server.openConnections))),
      ("accepted · refused", FigureText.counts(server.acceptedConnections, server.refusedConnections)),
      ("running calls", FigureText.count(UInt64(server.runningCalls))), ("limit of running calls", limit),
      ("started calls", FigureText.count(server.startedCalls)),
      ("failed · shed", FigureText.counts(server.failedCalls, server.shedCalls)),
      ("CPU time", FigureText.duration(microseconds: server.cpuMicroseconds)),
      ("resident memory", FigureText.bytes(server.residentBytes)),
    ]
    return "<dl>" + entries.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }.joined() + "</dl>\n"
  }

  private func heading(_ text: String, _ shown: Int, of all: Int? = nil) -> String {
    let count = all.map { $0 > shown ? "\(shown) of \($0)" : "\(shown)" } ?? "\(shown)"
    return "<h2>\(text) <span class=\"dim\">\(count)</span></h2>\n"
  }

  private var followerTable: String {
    if followers.isEmpty { return "" }
    let rows = followers.map { follower -> [String] in
      let behind =
        follower.sourceRevision > follower.appliedRevision
        ? follower.sourceRevision - follower.appliedRevision : 0
      return [
        follower.source, follower.connected ? "watching" : "not connected", FigureText.count(follower.appliedRevision),
        FigureText.count(behind), follower.reason,
      ]
    }
    let columns: [HTMLText.Column] = [
      .init("source"), .init("state"), .init("applied revision", .number), .init("behind", .number),
      .init("why", .long),
    ]
    return "<h2>Follows</h2>\n" + HTMLText.table(columns, rows, empty: "")
  }

  private func methodTable(_ methods: [RpcV1.MethodSnapshot]) -> String {
    let rows = methods.map { method -> [String] in
      [
        method.method, FigureText.count(method.startedCalls), FigureText.count(method.failedCalls),
        FigureText.duration(microseconds: method.medianMicroseconds),
        FigureText.duration(microseconds: method.percentile99Microseconds),
      ]
    }
    let columns: [HTMLText.Column] = [
      .init("method", .path), .init("calls", .number), .init("failed", .number), .init("p50", .number),
      .init("p99", .number),
    ]
    return heading("Methods", methods.count) + HTMLText.table(columns, rows, empty: "no call has arrived yet")
  }

  private func callTable(_ calls: [RpcV1.CallSnapshot], empty: String) -> String {
    let rows = calls.map { call -> [String] in
      [
        FigureText.time(unixMicroseconds: call.startedUnixMicroseconds), call.method,
        call.running ? "running" : FigureText.status(call.code),
        FigureText.duration(microseconds: call.durationMicroseconds),
        call.timeLeftMicroseconds == 0 ? "" : FigureText.duration(microseconds: call.timeLeftMicroseconds),
        call.timeline.map { "\($0.event) \(FigureText.duration(microseconds: $0.atMicroseconds))" }
          .joined(separator: " → "),
        FigureText.counts(call.receivedMessages, call.sentMessages), call.message,
        "\(call.peer) #\(call.stream)" + (call.attempt == 0 ? "" : ", try \(call.attempt + 1)"), call.traceID,
      ]
    }
    let columns: [HTMLText.Column] = [
      .init("started (UTC)", .line), .init("method", .path), .init("status", .line), .init("time", .number),
      .init("left", .number), .init("timeline"), .init("in · out", .number), .init("message", .long),
      .init("caller", .line), .init("trace", .long),
    ]
    return HTMLText.table(columns, rows, empty: empty)
  }

  private func connectionTable(_ connections: [RpcV1.ConnectionSnapshot]) -> String {
    let rows = connections.map { connection -> [String] in
      [
        "\(connection.id)", connection.peer, connection.agent,
        FigureText.duration(microseconds: connection.ageMilliseconds * 1_000),
        FigureText.duration(microseconds: connection.idleMilliseconds * 1_000),
        FigureText.bytes(connection.receivedBytes), FigureText.bytes(connection.sentBytes),
        FigureText.bytes(connection.waitingBytes), FigureText.count(connection.startedCalls),
        (connection.draining ? ["draining"] : []).joined()
          + connection.streams.map { stream in
            "#\(stream.stream) \(stream.method) (may send \(FigureText.bytes(stream.sendCreditBytes)), may get "
              + "\(FigureText.bytes(stream.receiveCreditBytes)))"
          }.joined(separator: "; "),
      ]
    }
    let columns: [HTMLText.Column] = [
      .init("id", .number), .init("peer", .line), .init("agent", .long), .init("age", .number),
      .init("idle", .number), .init("received", .number), .init("sent", .number),
      .init("waiting", .number), .init("calls", .number), .init("streams", .long),
    ]
    return HTMLText.table(columns, rows, empty: "no connection is open")
  }
}
