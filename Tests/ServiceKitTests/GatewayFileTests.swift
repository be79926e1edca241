import Foundation
import Testing

/// Goal: the gateway's files are checked before they are used, and read again when an operator asks. Method: the built
/// program as a process.
@Suite("Files of the gateway", .timeLimit(.minutes(1)))
struct GatewayFileTests {
  private static let registry = "ocop.registry.v1.Registry"

  private func write(_ text: String, _ name: String, _ folder: TemporaryFolder) throws -> String {
    let path = "\(folder.path)/\(name)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("--check-config reads the files, too, and names the wrong line")
  func checked() async throws {
    let folder = try TemporaryFolder()
    let routes = try write("\(Self.registry) unix:/r\n", "routes.conf", folder)
    let limits = try write("limit other * rate=5/s\n", "limits.conf", folder)
    let good = try await DaemonProcess.run(
      "ocop-gateway",
      ["--check-config", "--routes", routes, "--rate-limits", limits, "--access-log", "\(folder.path)/access.log"]
    )
    #expect(good.exitCode == 0, "\(good)")
    #expect(good.output.contains("routes = \(routes)"))
    let wrong = try write("\n\(Self.registry) nowhere\n", "wrong.conf", folder)
    let bad = try await DaemonProcess.run(
      "ocop-gateway",
      ["--check-config", "--routes", wrong, "--rate-limits", "\(folder.path)/none.conf", "--access-log", "on"]
    )
    #expect(bad.exitCode == 2)
    #expect(bad.errors.contains("(\(wrong):2: \"nowhere\" is not an address"), "\(bad)")
    #expect(bad.errors.contains("none.conf cannot be opened"))
    #expect(bad.errors.contains("access_log = \"on\" is neither off nor stderr nor a path"))
  }

  @Test("routes come from a file or from the address keys, and both together are refused, also to serve")
  func bothWays() async throws {
    let folder = try TemporaryFolder()
    let routes = try write("\(Self.registry) unix:/r\n", "routes.conf", folder)
    for flags in [["--check-config"], ["--listen", "unix:\(folder.path)/g.sock"]] {
      let outcome = try await DaemonProcess.run(
        "ocop-gateway",
        flags + ["--routes", routes, "--registry-address", "unix:/r"],
        environment: ["OCOP_GATEWAY_LISTING_ADDRESS": "unix:/l"]
      )
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(outcome.errors.contains("flag --registry-address: registry_address is of no use with routes"))
      #expect(outcome.errors.contains("environment variable OCOP_GATEWAY_LISTING_ADDRESS: listing_address"))
    }
  }

  @Test("SIGHUP reads routes and limits again, whether they changed or not, and opens the access log anew")
  func hangup() async throws {
    let folder = try TemporaryFolder()
    let routes = try write("\(Self.registry) unix:\(folder.path)/r.sock\n", "routes.conf", folder)
    let limits = try write("limit other * rate=5/s\n", "limits.conf", folder)
    let log = "\(folder.path)/access.log"
    let process = try DaemonProcess(
      "ocop-gateway",
      [
        "--listen", "unix:\(folder.path)/g.sock", "--routes", routes, "--rate-limits", limits, "--access-log", log,
      ]
    )
    _ = try #require(await process.line(containing: "listening on"))
    try FileManager.default.removeItem(atPath: log)
    process.signal(SIGHUP)
    // They come in no order: each is looked for in the end.
    _ = try #require(await process.line(containing: "read again"))
    _ = try #require(await process.line(containing: "read again"))
    while !FileManager.default.fileExists(atPath: log) { await Task.yield() }
    process.signal(SIGTERM)
    let outcome = await process.outcome()
    #expect(outcome.exitCode == 0, "\(outcome)")
    for what in ["the routes read again", "the limits read again"] { #expect(outcome.errors.contains(what)) }
  }

  @Test("an access log that cannot be opened ends the start with what to do")
  func noLog() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await DaemonProcess.run(
      "ocop-gateway",
      ["--listen", "unix:\(folder.path)/g.sock", "--access-log", "\(folder.path)/none/access.log"]
    )
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("none/access.log cannot be opened: No such file or directory; --access-log names"))
  }
}
