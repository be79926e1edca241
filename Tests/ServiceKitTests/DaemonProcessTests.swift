import Foundation
import Testing

/// Goal: what an operator meets at the command line and in the log. Method: the built programs, run as processes.
@Suite("Daemons as processes", .timeLimit(.minutes(2)))
struct DaemonProcessTests {
  static let daemons = ["ocop-registry", "ocop-listing", "ocop-reporting", "ocop-gateway"]

  /// Flags that keep a daemon away from every other one: a free port, and addresses at which nobody listens.
  private func flags(_ daemon: String, _ folder: TemporaryFolder) -> [String] {
    var flags = ["--listen", "unix:\(folder.path)/\(daemon).sock"]
    if daemon != "ocop-gateway" { flags += ["--storage", "sqlite:\(folder.path)/\(daemon).db"] }
    if daemon != "ocop-registry" { flags += ["--registry-address", "unix:\(folder.path)/none.sock"] }
    if daemon == "ocop-reporting" || daemon == "ocop-gateway" {
      flags += ["--listing-address", "unix:\(folder.path)/none.sock"]
    }
    if daemon == "ocop-gateway" { flags += ["--reporting-address", "unix:\(folder.path)/none.sock"] }
    return flags
  }

  @Test("SIGTERM and SIGINT stop a daemon cleanly with code 0, with the other services down", arguments: daemons)
  func cleanStop(daemon: String) async throws {
    let folder = try TemporaryFolder()
    for signal in [SIGTERM, SIGINT] {
      let process = try DaemonProcess(daemon, flags(daemon, folder))
      let line = await process.line(containing: "listening on")
      #expect(line?.contains("listening on unix:\(folder.path)/\(daemon).sock") == true)
      process.signal(signal)
      let outcome = await process.outcome()
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.errorLines.last?.hasSuffix(": stopped") == true, "\(outcome)")
    }
  }

  @Test("SIGTERM stops a daemon cleanly from its first connection on", arguments: daemons)
  func earlyStop(daemon: String) async throws {
    // Before the daemon listened for signals first, every other round ended by the signal itself.
    for _ in 0..<10 {
      let folder = try TemporaryFolder()
      let process = try DaemonProcess(daemon, flags(daemon, folder))
      // Without a pause: the moment itself is what matters. The suite's time limit ends it.
      while !canConnect(toSocketAt: "\(folder.path)/\(daemon).sock") { await Task.yield() }
      process.signal(SIGTERM)
      let outcome = await process.outcome()
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  private func canConnect(toSocketAt path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }

  @Test("help is printed to standard output and names the listen key with its default", arguments: daemons)
  func help(daemon: String) async throws {
    let outcome = try await DaemonProcess.run(daemon, ["--help"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("Default: tcp:127.0.0.1:740"))
    #expect(outcome.output.contains("Example"))
    #expect(outcome.errors.isEmpty)
  }

  @Test("the version is printed", arguments: daemons)
  func version(daemon: String) async throws {
    let outcome = try await DaemonProcess.run(daemon, ["--version"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.hasPrefix("\(daemon) 0."))
  }

  @Test("a wrong flag, variable and file line end with code 2, one line each", arguments: daemons)
  func wrongUsage(daemon: String) async throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/a.conf"
    try "listen = nowhere\n".write(toFile: file, atomically: true, encoding: .utf8)
    let variable = "OCOP_\(daemon.dropFirst(5).uppercased())_LOG_LEVL"
    let outcome = try await DaemonProcess.run(
      daemon,
      ["--config", file, "--colour", "red"],
      environment: [variable: "info"]
    )
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errorLines.count == 4)
    #expect(outcome.errors.contains("\(daemon): \(file):1: listen = \"nowhere\" is not an endpoint"))
    #expect(outcome.errors.contains("unknown environment variable \(variable); did you mean"))
    #expect(outcome.errors.contains("unknown flag --colour"))
    #expect(outcome.errorLines.last == "\(daemon): see \(daemon) --help")
  }

  @Test("the documented example file of each service is valid and sets every key to its default", arguments: daemons)
  func exampleFiles(daemon: String) async throws {
    let name = "deploy/config/\(daemon.dropFirst(5)).conf"
    let fromFile = try await DaemonProcess.run(daemon, ["--check-config", "--config", name])
    let defaults = try await DaemonProcess.run(daemon, ["--check-config"])
    #expect(fromFile.exitCode == 0, "\(fromFile)")
    let lines = fromFile.output.split(separator: "\n").dropFirst()
    #expect(lines.count >= 5)
    #expect(lines.allSatisfy { $0.contains("  # \(name):") }, "a key is missing in \(name):\n\(fromFile.output)")
    let values = { (text: String) in text.split(separator: "\n").compactMap { $0.split(separator: "  # ").first } }
    #expect(values(fromFile.output).dropFirst() == values(defaults.output).dropFirst())
  }

  @Test("a taken port is named with what to do, and nothing is left behind")
  func takenPort() async throws {
    let folder = try TemporaryFolder()
    let first = try DaemonProcess(
      "ocop-registry",
      ["--listen", "tcp:127.0.0.1:0", "--storage", "sqlite:\(folder.path)/a.db"]
    )
    let line = try #require(await first.line(containing: "listening on"))
    let address = try #require(line.split(separator: " ").first { $0.hasPrefix("tcp:") })
    let second = try await DaemonProcess.run(
      "ocop-registry",
      ["--listen", String(address), "--storage", "sqlite:\(folder.path)/b.db"]
    )
    #expect(second.exitCode == 1)
    #expect(second.errorLines.count == 1, "\(second)")
    #expect(second.errors.contains("cannot listen on \(address)"))
    #expect(second.errors.contains("--listen"))
    first.signal(SIGTERM)
    #expect(await first.outcome().exitCode == 0)
  }

  @Test("a database that another process has open is named with that process")
  func lockedDatabase() async throws {
    let folder = try TemporaryFolder()
    let storage = ["--storage", "sqlite:\(folder.path)/a.db"]
    let first = try DaemonProcess("ocop-registry", ["--listen", "unix:\(folder.path)/a.sock"] + storage)
    _ = try #require(await first.line(containing: "listening on"))
    let second = try await DaemonProcess.run("ocop-registry", ["--listen", "unix:\(folder.path)/b.sock"] + storage)
    #expect(second.exitCode == 1)
    #expect(second.errorLines.count == 1, "\(second)")
    #expect(second.errors.contains("\(folder.path)/a.db is in use by process "))
    first.signal(SIGTERM)
    #expect(await first.outcome().exitCode == 0)
  }

  @Test("a database folder that cannot be made is named with the reason")
  func impossibleFolder() async throws {
    let folder = try TemporaryFolder()
    try "".write(toFile: folder.path + "/file", atomically: true, encoding: .utf8)
    let outcome = try await DaemonProcess.run(
      "ocop-registry",
      ["--listen", "unix:\(folder.path)/a.sock", "--storage", "sqlite:\(folder.path)/file/sub/a.db"]
    )
    #expect(outcome.exitCode == 1)
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.contains("a file of that name is in the way"))
  }

  @Test("a relative storage path is made below the folder the daemon is started in")
  func relativeStorage() async throws {
    let folder = try TemporaryFolder()
    let process = try DaemonProcess("ocop-registry", ["--listen", "unix:\(folder.path)/a.sock"], in: folder.url)
    _ = try #require(await process.line(containing: "listening on"))
    #expect(FileManager.default.fileExists(atPath: folder.path + "/data/registry.db"))
    process.signal(SIGTERM)
    #expect(await process.outcome().exitCode == 0)
  }

  @Test("every log line is one JSON object when asked for")
  func jsonLog() async throws {
    let folder = try TemporaryFolder()
    let process = try DaemonProcess(
      "ocop-listing",
      flags("ocop-listing", folder) + ["--log-format", "json"]
    )
    _ = try #require(await process.line(containing: "listening on"))
    process.signal(SIGTERM)
    let outcome = await process.outcome()
    #expect(outcome.exitCode == 0)
    for line in outcome.errorLines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["time"] != nil && object?["level"] != nil && object?["message"] != nil, "\(line)")
    }
  }
}
