import RPCSocket
import ServiceKit
import Testing

@testable import Gateway

/// Goal: a route table says what it means, and a wrong one is refused as a whole, with the line and what to do.
@Suite("The text of a route table")
struct RouteFileTests {
  private func routes(_ text: String) throws -> [Route] {
    try RouteFile(path: "routes.conf", bytes: Array(text.utf8)).routes
  }

  private func problems(_ text: String) -> [String] {
    do throws(ConfigurationError) {
      _ = try RouteFile(path: "routes.conf", bytes: Array(text.utf8))
      return []
    } catch {
      return error.problems
    }
  }

  @Test("each line is a service, its addresses and its settings; comments and empty lines are nothing")
  func reads() throws {
    let routes = try routes(
      """
      # Where everything is.

      ocop.registry.v1.Registry  tcp:10.0.0.7:7401,unix:/run/b#1.sock  calls_max=512 timeout_max=30s
      ocop.audit.v1.Audit\tdns:audit.internal:7405 # since October
      ocop.reporting.v1.Reporting file:/etc/ocop/reporting.list timeout_max=250ms
      """
    )
    #expect(routes.map(\.name) == ["registry", "ocop.audit.v1.Audit", "reporting"])
    #expect(routes[0].addresses.description == "tcp:10.0.0.7:7401,unix:/run/b#1.sock")
    #expect(routes.map(\.callsMax) == [512, nil, nil])
    #expect(routes.map(\.timeoutMax) == [.seconds(30), nil, .milliseconds(250)])
    #expect(routes[1].addresses.description == "dns:audit.internal:7405")
  }

  @Test("a byte-order mark and lines that end in CR LF are read")
  func windows() throws {
    #expect(try routes("\u{FEFF}ocop.registry.v1.Registry unix:/r\r\n").count == 1)
  }

  @Test(
    "a wrong line is named with its number and what to do",
    arguments: [
      ("\nregistry unix:/a", ":2: ", "not the full name of a service"),
      ("ocop..Registry unix:/a", ":1: ", "not the full name"),
      ("ocop.1.Registry unix:/a", ":1: ", "not the full name"),
      ("ocop.a.A", ":1: ", "addresses of ocop.a.A are missing"),
      ("ocop.a.A tcp:h", ":1: ", "the port is missing"),
      ("ocop.a.A tcp:h:0", ":1: ", "port 0"),
      ("ocop.a.A unix:/a, unix:/b", ":1: ", "empty"),
      ("ocop.a.A unix:/a unix:/b", ":1: ", "not NAME=VALUE"),
      ("ocop.a.A unix:/a =1", ":1: ", "not NAME=VALUE"),
      ("ocop.a.A unix:/a weight=3", ":1: ", "unknown setting \"weight\"; known: calls_max, timeout_max"),
      ("ocop.a.A unix:/a calls_max=0", ":1: ", "out of range; allowed: a whole number from 1 to 65536"),
      ("ocop.a.A unix:/a timeout_max=30", ":1: ", "has no unit"),
      ("ocop.a.A unix:/a calls_max=1 calls_max=2", ":1: ", "set twice"),
      ("ocop.a.A unix:/a\nocop.a.A unix:/b", ":2: ", "has a route already (routes.conf:1)"),
      ("ocop.rpc.v1.Health unix:/a", ":1: ", "answered by the gateway itself"),
      ("ocop.gateway.v1.Gateway unix:/a", ":1: ", "answered by the gateway itself"),
      ("# nothing", ": ", "holds no route"),
    ]
  )
  func wrong(text: String, place: String, problem: String) {
    let problems = problems(text)
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("routes.conf\(place)") == true, "\(problems)")
    #expect(problems.first?.contains(problem) == true, "\(problems)")
  }

  @Test("of a file that was named by mistake nothing is shown, but where it is wrong")
  func anotherFile() throws {
    for secret in ["*:*:*:ocop:hunter2", "MC4CAQAwBQYDK2VwBCIEIGJhc2U2NGJhc2U2NGJhc2U2NA==", "-----BEGIN"] {
      let problem = try #require(problems("\(secret)\n").first)
      #expect(problem.contains(":1: this is not the full name of a service"))
      #expect(!problem.contains(secret))
    }
    #expect(try #require(problems("ocop.registry.v1. tcp:h:1\n").first).contains("\"ocop.registry.v1.\""))
  }

  @Test("every wrong line is told, up to twenty; bytes that are no text are refused; so are too many routes")
  func many() {
    #expect(problems("a\nocop.a.A unix:/a\nb").count == 2)
    #expect(problems(String(repeating: "a\n", count: 100)).count == 20)
    #expect(throws: ConfigurationError(problems: ["routes.conf:2: is not UTF-8 text; save the file as UTF-8"])) {
      try RouteFile(path: "routes.conf", bytes: Array("# a\n".utf8) + [0xFF, 0x0A])
    }
    let lines = (0...RouteFile.routesMax).map { "ocop.a.A\($0) unix:/a\n" }.joined()
    #expect(problems(lines) == ["routes.conf:257: more than 256 routes"])
  }
}
