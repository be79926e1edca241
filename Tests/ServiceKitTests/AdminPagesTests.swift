import Messages
import Testing

@testable import AdminPort
@testable import ServiceKit

/// The pages of the admin port, made without a daemon.
@Suite("Admin pages")
struct AdminPagesTests {
  @Test("a daemon is ready while it serves; else the page says why it is not")
  func readiness() async throws {
    let state = DaemonState(name: "test")
    let observation = DaemonObservation(state: state, slowCallThreshold: .milliseconds(500))
    let routes = AdminPages(observation: observation).routes
    func ready() async throws -> AdminResponse {
      try #require(await routes.response(to: "/readyz"))
    }
    #expect(try await ready() == .text("not ready: starting", status: 503))
    state.beginServing(at: "tcp:127.0.0.1:1")
    #expect(try await ready() == .text("ready"))
    state.stopServing(reason: "shutting down")
    #expect(try await ready() == .text("not ready: shutting down", status: 503))
    #expect(await routes.response(to: "/healthz") == .text("ok"))
    #expect(routes.paths == ["/", "/debug", "/healthz", "/metrics", "/readyz"])
  }

  @Test("whatever comes from outside, no page contains it as markup")
  func escaping() {
    let hostile = "<script>alert('\"&\u{202E}\u{0}')</script>"
    var status = RpcV1.ServiceStatus()
    status.name = hostile
    status.reason = hostile
    status.address = hostile
    var follower = RpcV1.FollowerStatus()
    follower.source = hostile
    follower.reason = hostile
    var method = RpcV1.MethodSnapshot()
    method.method = hostile
    var server = RpcV1.ServerSnapshot()
    server.methods = [method]
    var event = RpcV1.TimelineEvent()
    event.event = hostile
    var call = RpcV1.CallSnapshot()
    call.method = hostile
    call.peer = hostile
    call.message = hostile
    call.traceID = hostile
    call.timeline = [event]
    var stream = RpcV1.StreamSnapshot()
    stream.method = hostile
    var connection = RpcV1.ConnectionSnapshot()
    connection.peer = hostile
    connection.agent = hostile
    connection.streams = [stream]
    let content = DebugPage.Server(
      snapshot: server,
      connections: [connection],
      calls: [call],
      notableCalls: [call]
    )
    let html = DebugPage(status: status, followers: [follower], server: content).html + IndexPage.html(state: status)
    #expect(!html.contains("<script") && !html.contains("\u{202E}") && !html.contains("\0"))
    #expect(html.contains("&lt;script&gt;alert(&#39;&quot;&amp;"))
    // The markup is whole: each row and cell that is opened is closed.
    for tag in ["table", "tr", "td", "th", "dl", "div"] {
      let opened = html.split(separator: "<\(tag)").count - 1
      #expect(opened >= html.split(separator: "</\(tag)>").count - 1)
      #expect(
        html.ranges(of: "<\(tag)>").count + html.ranges(of: "<\(tag) ").count == html.ranges(of: "</\(tag)>").count
      )
    }
  }

  @Test(
    "figures are told in units that people read",
    arguments: [
      (FigureText.duration(microseconds: 0), "0 µs"), (FigureText.duration(microseconds: 999), "999 µs"),
      (FigureText.duration(microseconds: 1_050), "1.05 ms"), (FigureText.duration(microseconds: 12_345), "12.3 ms"),
      (FigureText.duration(microseconds: 700_000), "700 ms"), (FigureText.duration(microseconds: 4_560_000), "4.56 s"),
      (FigureText.duration(microseconds: 125_000_000), "2 min 5 s"),
      (FigureText.duration(microseconds: 7_500_000_000), "2 h 5 min"),
      (FigureText.duration(microseconds: 180_000_000_000), "2 d 2 h"), (FigureText.bytes(512), "512 B"),
      (FigureText.bytes(4_300), "4.19 KiB"), (FigureText.bytes(20 << 20), "20.0 MiB"),
      (FigureText.bytes(5 << 40), "5120 GiB"), (FigureText.count(1_234_567), "1,234,567"), (FigureText.count(7), "7"),
      (FigureText.time(unixMicroseconds: 1_636_095_600_123_000), "2021-11-05 07:00:00.123"),
      (FigureText.status(5), "NOT_FOUND"), (FigureText.status(99), "99"),
    ]
  )
  func figures(text: String, expected: String) {
    #expect(text == expected)
  }
}

extension AdminRoutes {
  /// What a page answers; nil when it is not there.
  func response(to path: String) async -> AdminResponse? {
    await handler(for: path)?(AdminRequest(path: path))
  }
}
