import Logging
import NIOCore
import RPCSocket
import TestSupport
import Testing

@testable import AdminPort

/// Talks to the server over real sockets, well and badly: it is the one port of a daemon that anything may be sent to.
@Suite("Admin port", .timeLimit(.minutes(1)))
struct AdminServerTests {
  /// A server with a page "/page" for the time of `body`.
  private static func withServer(
    limits: AdminLimits = AdminLimits(),
    host: String = "127.0.0.1",
    page: String = "content",
    _ body: (Endpoint) async throws -> Void
  ) async throws {
    var routes = AdminRoutes()
    routes.get("/page") { request in .text("\(page) of \(request.path)") }
    routes.get("/html") { _ in .html("<p>") }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = try await AdminServer.start(host: host, port: 0, routes: routes, limits: limits, logger: logger)
    do {
      try await body(server.endpoint)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test("a page is answered with its type and length, and the connection ends")
  func page() async throws {
    try await Self.withServer { endpoint in
      let answer = try await HTTPClient.get(endpoint, "/page?a=b")
      #expect(answer.status == 200)
      #expect(answer.body == "content of /page\n")
      #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
      #expect(answer.headers["content-length"] == "17")
      #expect(answer.headers["connection"] == "close")
      #expect(answer.headers["cache-control"] == "no-store")
      let html = try await HTTPClient.get(endpoint, "/html")
      #expect(html.headers["content-type"] == "text/html; charset=utf-8")
      #expect(html.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
    }
  }

  @Test("HEAD is answered like GET, without the content")
  func head() async throws {
    try await Self.withServer { endpoint in
      let answer = try await HTTPClient.get(endpoint, "/page", method: "HEAD")
      #expect(answer.status == 200)
      #expect(answer.headers["content-length"] == "17")
      #expect(answer.body.isEmpty)
    }
  }

  @Test("an unknown path is 404 and says what there is; another method is 405 and says which there are")
  func refusals() async throws {
    try await Self.withServer { endpoint in
      let missing = try await HTTPClient.get(endpoint, "/pages")
      #expect(missing.status == 404)
      #expect(missing.body == "nothing here; there is /html, /page\n")
      for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let answer = try await HTTPClient.get(endpoint, "/page", method: method)
        #expect(answer.status == 405)
        #expect(answer.headers["allow"] == "GET, HEAD")
      }
      let withBody = "POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
      #expect(try await HTTPClient.answer(endpoint, withBody).status == 405)
    }
  }

  @Test(
    "the path of a request's target is found in each of its forms",
    arguments: [
      ("/a/b?c#d", "/a/b"), ("/", "/"), ("http://x:1/a?b", "/a"), ("https://x", "/"), ("*", "*"), ("/a%00", "/a%00"),
      ("//x/a", "//x/a"), ("", ""),
    ]
  )
  func targets(target: String, path: String) {
    #expect(AdminConnection.path(of: target) == path)
  }

  @Test("a connection carries one request; what comes behind it is not answered")
  func oneRequest() async throws {
    try await Self.withServer { endpoint in
      let request = "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n"
      let answer = try await HTTPClient.answer(endpoint, request + request)
      #expect(answer.body == "content of /page\n")
    }
  }

  @Test(
    "a server that only this machine reaches takes no foreign name, which a rebound name in a browser would be",
    arguments: [
      ("localhost", true), ("LOCALHOST:9", true), ("127.0.0.1:9401", true), ("[::1]:9401", true), ("[::1]", true),
      ("", true), ("evil.example", false), ("evil.example:9401", false), ("127.0.0.1.evil.example", false),
      ("1.2.3.x", false), ("localhost.evil", false), ("[evil", false), ("a:b:c", false),
    ]
  )
  func hosts(host: String, isAccepted: Bool) {
    #expect(HostCheck.isAccepted(host, isLoopbackOnly: true) == isAccepted)
    #expect(HostCheck.isAccepted(host, isLoopbackOnly: false))
  }

  @Test("a foreign name is refused where only this machine can ask")
  func rebinding() async throws {
    try await Self.withServer { endpoint in
      let answer = try await HTTPClient.answer(endpoint, "GET /page HTTP/1.1\r\nHost: evil.example\r\n\r\n")
      #expect(answer.status == 403)
      #expect(!answer.body.contains("content"))
    }
    try await Self.withServer(host: "0.0.0.0") { endpoint in
      let answer = try await HTTPClient.answer(endpoint, "GET /page HTTP/1.1\r\nHost: metrics.example\r\n\r\n")
      #expect(answer.status == 200)
    }
  }

  @Test(
    "what is no request, or too much of one, is answered with what is wrong",
    arguments: MalformedRequest.all
  )
  func malformed(request: MalformedRequest) async throws {
    try await Self.withServer { endpoint in
      let answer = try await HTTPClient.answer(endpoint, request.text)
      #expect(answer.status == request.status)
      let next = try await HTTPClient.get(endpoint, "/page")
      #expect(next.status == 200)
    }
  }

  @Test("random bytes, and requests with random damage, neither stop the server nor reach a page they do not name")
  func randomRequests() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    try await Self.withServer { endpoint in
      for _ in 0..<300 {
        var bytes = Array("GET /page HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".utf8)
        if Bool.random(using: &generator) {
          for _ in 0..<Int.random(in: 1...4, using: &generator) {
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
          }
        } else {
          bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
          }
        }
        let client = try await HTTPClient(endpoint)
        client.send(bytes)
        client.endSending()
        let answer = HTTPAnswer(try await client.everything())
        #expect(answer.status.map { [200, 400, 403, 404, 405, 431, 505].contains($0) } ?? true, "seed \(seed)")
      }
      #expect(try await HTTPClient.get(endpoint, "/page").status == 200, "seed \(seed)")
    }
  }

  @Test("who does not send a whole request in time is cut off")
  func slowRequest() async throws {
    var limits = AdminLimits()
    limits.requestTimeout = .milliseconds(50)
    try await Self.withServer(limits: limits) { endpoint in
      let silent = try await HTTPClient(endpoint)
      let slow = try await HTTPClient(endpoint)
      slow.send("GET /page HTTP/1.1\r\nHost: loc")
      #expect(try await silent.everything().isEmpty)
      #expect(try await slow.everything().isEmpty)
    }
  }

  @Test("who does not read the answer in time is cut off and gives its place free")
  func slowReader() async throws {
    var limits = AdminLimits()
    limits.answerTimeout = .milliseconds(50)
    limits.connectionsMax = 1
    try await Self.withServer(limits: limits, page: String(repeating: "x", count: 32 << 20)) { endpoint in
      let slow = try await HTTPClient(endpoint, reads: false)
      slow.send("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n")
      // There is one place: the next one is served as soon as the slow one has lost it.
      while try await HTTPClient.get(endpoint, "/html").status != 200 { await Task.yield() }
      slow.close()
    }
  }

  @Test("connections beyond the limit are closed at once, and places become free again")
  func connectionLimit() async throws {
    var limits = AdminLimits()
    limits.connectionsMax = 2
    try await Self.withServer(limits: limits) { endpoint in
      let first = try await HTTPClient(endpoint)
      first.send("GET /pa")
      let second = try await HTTPClient(endpoint)
      second.send("GET /pa")
      let third = try await HTTPClient(endpoint)
      #expect(try await third.everything().isEmpty)
      second.send("ge HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(HTTPAnswer(try await second.everything()).status == 200)
      while try await HTTPClient.get(endpoint, "/html").status != 200 { await Task.yield() }
      first.close()
    }
  }

  @Test("a taken port is named with what to do")
  func takenPort() async throws {
    try await Self.withServer { endpoint in
      guard case .tcp(let host, let port) = endpoint else { return }
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let error = await #expect(throws: SocketError.self) {
        _ = try await AdminServer.start(host: host, port: port, routes: AdminRoutes(), logger: logger)
      }
      #expect(error?.message.contains("cannot listen on \(endpoint): Address already in use") == true)
    }
  }
}
