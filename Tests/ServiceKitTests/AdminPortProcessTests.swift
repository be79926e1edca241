import Foundation
import Logging
import Messages
import RPC
import RPCSocket
import Services
import Testing

/// Goal: what operators rely on is there on every daemon. Method: the built daemons, run as processes and asked over
/// their sockets by another program, which reads metrics with Prometheus's library.
@Suite("Admin port of the daemons", .timeLimit(.minutes(1)))
struct AdminPortProcessTests {
  static let daemons = ["ocop-registry", "ocop-listing", "ocop-reporting", "ocop-gateway"]

  private func start(_ daemon: String, _ folder: TemporaryFolder, admin: String) throws -> DaemonProcess {
    var flags = ["--listen", "unix:\(folder.path)/a.sock", "--admin-listen", admin]
    if daemon != "ocop-gateway" { flags += ["--storage", "sqlite:\(folder.path)/a.db"] }
    return try DaemonProcess(daemon, flags)
  }

  @Test("metrics, health and pages are there, and calls are counted by method and status", arguments: daemons)
  func everything(daemon: String) async throws {
    let folder = try TemporaryFolder()
    let process = try start(daemon, folder, admin: "tcp:127.0.0.1:0")
    _ = try #require(await process.line(containing: "listening on"))
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let channel = SocketChannel(endpoint: .unix(path: "\(folder.path)/a.sock"), logger: logger)
    let introspection = RpcV1.IntrospectionClient(channel: channel)
    let server = try await introspection.getServer(RpcV1.GetServerRequest())
    #expect("ocop-\(server.name)" == daemon)
    #expect(server.openConnections == 1)
    let scrape = try await Scrape(process)
    await channel.close()
    #expect(scrape.pages["/healthz"]?.text == "ok\n")
    #expect(scrape.pages["/readyz"]?.text == "ready\n")
    #expect(scrape.pages["/missing"]?.status == 404)
    for path in ["/", "/debug"] {
      let page = try #require(scrape.pages[path])
      #expect(page.status == 200 && page.contentType == "text/html; charset=utf-8")
      #expect(page.text.contains("<h1>\(daemon) "))
    }
    #expect(scrape.pages["/debug"]?.text.contains("ocop.rpc.v1.Introspection/<wbr>GetServer") == true)
    #expect(scrape.pages["/metrics"]?.contentType == "text/plain; version=0.0.4; charset=utf-8")
    let labels = "rpc_method=ocop.rpc.v1.Introspection/GetServer,rpc_response_status_code=OK,rpc_system_name=ocop"
    #expect(scrape.values["rpc_server_call_duration_seconds_count"]?[labels] == 1)
    #expect(scrape.types["rpc_server_call_duration_seconds_bucket"] == "histogram")
    #expect(scrape.values["ocop_server_connections_open"]?[""] == 1)
    #expect(scrape.values["ocop_server_received_bytes_total"]?[""] ?? 0 > 50)
    #expect(scrape.values["process_resident_memory_bytes"]?[""] ?? 0 > 1_000_000)
    #expect(scrape.values["metrics_overflowed_series_total"]?[""] == 0)
    if daemon == "ocop-reporting" {
      #expect(scrape.values["ocop_follower_connected"]?.keys.sorted() == ["source=listing", "source=registry"])
    }
    process.signal(SIGTERM)
    #expect(await process.outcome().exitCode == 0)
  }

  @Test("the admin port is off unless it is asked for")
  func off() async throws {
    let folder = try TemporaryFolder()
    let process = try start("ocop-gateway", folder, admin: "off")
    _ = try #require(await process.line(containing: "listening on"))
    process.signal(SIGTERM)
    let outcome = await process.outcome()
    #expect(outcome.exitCode == 0)
    #expect(!outcome.errors.contains("http://"))
  }

  @Test("a taken admin port is named with what to do, and what is no TCP address is refused")
  func wrongAddresses() async throws {
    let folder = try TemporaryFolder()
    let first = try start("ocop-gateway", folder, admin: "tcp:127.0.0.1:0")
    let line = try #require(await first.line(containing: "metrics and pages on "))
    let address = try #require(line.split(separator: " ").first { $0.hasPrefix("http://") })
      .dropFirst("http://".count).dropLast()
    let other = try TemporaryFolder()
    let second = try start("ocop-gateway", other, admin: "tcp:\(address)")
    let outcome = await second.outcome()
    #expect(outcome.exitCode == 1)
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.contains("cannot listen on tcp:\(address)") && outcome.errors.contains("--admin-listen"))
    first.signal(SIGTERM)
    #expect(await first.outcome().exitCode == 0)
    let unix = try start("ocop-gateway", other, admin: "unix:/tmp/x")
    #expect(await unix.outcome().exitCode == 2)
  }

  @Test("daemons load no Foundation, which would cost each of them megabytes and time", arguments: daemons)
  func libraries(daemon: String) async throws {
    let path = DaemonProcess.programs.appending(path: daemon).path
    let outcome = try await DaemonProcess.run("/usr/bin/ldd", [path])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("libc.so"))
    #expect(!outcome.output.contains("Foundation"), "\(outcome.output)")
  }
}
