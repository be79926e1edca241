import Foundation
import Testing

// Goal: the load tester tells what callers would have seen. Method: the shipped programs, as somebody runs them who
// load-tests a service.
@Suite("The load tester against a running installation", .timeLimit(.minutes(4)))
struct LoadTests {
  private let installation: Installation
  private var folder: URL { installation.folder }

  init() async throws {
    installation = try await Installation()
  }

  private func load(_ arguments: String...) async throws -> Program.Outcome {
    try await Program.run("ocop-load", arguments)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  /// A result that --json wrote.
  private func result(_ name: String) throws -> LoadResult {
    try JSONDecoder().decode(LoadResult.self, from: Data(contentsOf: folder.appending(path: name)))
  }

  /// What tests look at of a result.
  private struct LoadResult: Decodable {
    struct Counts: Decodable {
      let planned: Int
      let completed: Int
      let ended: Int
    }
    struct Status: Decodable {
      let status: String
      let count: Int
      let message: String
    }
    struct Method: Decodable {
      let name: String
      let statuses: [Status]
    }
    struct Daemon: Decodable {
      let name: String
      let cpu_ns_per_call: Double?
    }
    let counts: Counts
    let methods: [Method]
    let daemons: [Daemon]
    let passed: Bool
  }

  /// The example of the documentation, as a file.
  private func writeSeason() throws -> String {
    let text = try String(
      contentsOf: Program.repository.appending(path: "Sources/LoadPlan/SCENARIOS.md"),
      encoding: .utf8
    )
    let start = try #require(text.range(of: "```yaml\n"))
    let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
    try text[start.upperBound..<end.lowerBound].write(toFile: path("season.yaml"), atomically: true, encoding: .utf8)
    try FileManager.default.copyItem(
      at: Program.repository.appending(path: "deploy/sample/producers.csv"),
      to: folder.appending(path: "producers.csv")
    )
    return path("season.yaml")
  }

  @Test("The season of the documentation runs through the gateway: registered, recognised, listed, ordered, reported")
  func season() async throws {
    let imported = try await installation.ocop("import", Program.repository.appending(path: "deploy/sample").path)
    try #require(imported.exitCode == 0, "\(imported)")
    let outcome = try await load(
      try writeSeason(),
      "--target",
      installation.endpoint(of: .gateway),
      "--variable",
      "rate=40",
      "--duration",
      "3s",
      "--warm-up",
      "0s",
      "--timeout",
      "10s",
      "--json",
      path("season.json")
    )
    // Beside other work calls may be slower than the example allows; nothing may be wrong with one.
    try #require(outcome.exitCode == 0 || outcome.exitCode == 1, "\(outcome)")
    let result = try result("season.json")
    for method in result.methods {
      #expect(method.statuses.map(\.status) == ["OK"], "\(method.name): \(method.statuses)")
    }
    #expect(
      result.methods.map(\.name) == [
        "ocop.listing.v1.Listing/ImportRecords", "ocop.registry.v1.Registry/GetRecord",
        "ocop.registry.v1.Registry/ImportRecords", "ocop.reporting.v1.Reporting/GetProgressReport",
      ]
    )
    #expect(result.counts.planned == 120)
    #expect(result.counts.completed == 120)
    let seasons = try #require(result.methods.last?.statuses.first?.count)
    #expect(seasons > 0)
    // What the load wrote is in the service, once each.
    let orders = try await installation.ocop("list", "orders")
    #expect(orders.output.components(separatedBy: "LT-DH-").count - 1 == seasons, "\(orders.errors)")
  }

  @Test("Two workers make one load, and every form of its result can be had")
  func workers() async throws {
    let outcome = try await load(
      "--target",
      installation.endpoint(of: .registry),
      "--call",
      "Health/Check",
      "--arrival",
      "constant 300/s",
      "--duration",
      "2s",
      "--warm-up",
      "0s",
      "--workers",
      "2",
      "--connections",
      "3",
      "--json",
      path("a.json"),
      "--html",
      path("a.html"),
      "--csv",
      path("a.csv"),
      "--intervals-csv",
      path("i.csv"),
      "--hdr-log",
      path("a.hlog")
    )
    #expect(outcome.exitCode == 0, "\(outcome)")
    let result = try result("a.json")
    #expect(result.counts.planned == 600)
    #expect(result.counts.completed == 600)
    #expect(result.daemons.map(\.name) == ["registry"])
    #expect(try #require(result.daemons[0].cpu_ns_per_call) > 100)
    let html = try String(contentsOfFile: path("a.html"), encoding: .utf8)
    #expect(html.contains("<svg") && !html.contains("<script"), "the page is whole by itself")
    for (name, words) in [("a.csv", "99.999"), ("i.csv", "start_seconds"), ("a.hlog", "Interval_Max")] {
      #expect(try String(contentsOfFile: path(name), encoding: .utf8).contains(words), "\(name)")
    }
    let shown = try await load("show", path("a.json"), "--fail-if", "p99 > 1ns")
    #expect(shown.exitCode == 1 && shown.output.contains("FAILED"), "\(shown)")
    let compared = try await load("compare", path("a.json"), path("a.json"))
    #expect(compared.exitCode == 0 && compared.output.contains("p99"), "\(compared)")
  }

  @Test("A daemon that stands still for a second is seen by everybody who would have called; a closed loop hides it")
  func stall() async throws {
    let registry = try #require(installation.program(of: .registry)).processID
    var shares: [Double] = []
    for arrival in ["constant 200/s", "closed"] {
      let name = "stall-\(shares.count).json"
      async let outcome = Program.run(
        "ocop-load",
        [
          "--target", installation.endpoint(of: .registry), "--call", "Health/Check", "--arrival", arrival,
          "--duration", "4s", "--warm-up", "0s", "--in-flight", arrival == "closed" ? "1" : "1000", "--json",
          path(name),
          "--intervals-csv", path("\(name).csv"), "--csv", path("p-\(name).csv"),
        ]
      )
      _ = try await Program.run(
        "/bin/sh",
        ["-c", "sleep 1.5; kill -STOP \(registry); sleep 1; kill -CONT \(registry)"]
      )
      let ended = try await outcome
      #expect(ended.exitCode == 0, "\(ended)")
      // Of evenly spread callers over 4 s, 0.9 s of them wait longer than 100 ms: p75 is below, p90 above.
      let csv = try String(contentsOfFile: path("p-\(name).csv"), encoding: .utf8)
      let row = try #require(csv.split(separator: "\n").first { $0.contains(",90,") }, "\(csv)")
      shares.append(Double(row.split(separator: ",")[4]) ?? -1)
    }
    #expect(shares[0] > 100_000_000, "the open loop's 90th percentile: \(shares[0]) ns")
    #expect(shares[1] < 100_000_000, "the closed loop's 90th percentile: \(shares[1]) ns")
  }

  @Test("What cannot be called is said in words and by the exit code, and nothing is sent")
  func refusals() async throws {
    let target = installation.endpoint(of: .registry)
    let cases: [([String], Int32, String)] = [
      (["--call", "Health/Check"], 2, "--target ENDPOINT is missing"),
      (["--target", target, "--call", "Health/Chekc"], 2, "Did you mean Health/Check?"),
      (["--target", target, "--call", "Health/Check", "--request", #"{"servce": "x"}"#], 2, "Did you mean service?"),
      (["--target", target, "--call", "Health/Check", "--request", #"{"service": "${choise(a)}"}"#], 2, "choice"),
      (["--target", target, "--call", "Health/Check", "--arrival", "constant 5"], 2, "\"5\" is no rate"),
      (["--target", target, "--call", "Health/Check", "--duration", "25h"], 2, "--duration is from 1ms to 24h"),
      (["--target", target, "--call", "Health/Check", "--workers", "2"], 2, "as many --connections"),
      (["--target", target, "--call", "Health/Check", "--fail-if", "p99 >"], 2, "column"),
      (["--target", "unix:/tmp/nobody.sock", "--call", "Health/Check"], 3, "cannot be reached"),
      (["show", path("nothing.json")], 2, "nothing.json cannot be read"),
      ([path("nothing.yaml"), "--target", target], 2, "nothing.yaml cannot be read"),
    ]
    for (arguments, exitCode, words) in cases {
      let outcome = try await Program.run("ocop-load", arguments)
      #expect(outcome.exitCode == exitCode, "\(arguments): \(outcome)")
      #expect(outcome.errors.contains(words), "\(arguments): \(outcome)")
    }
  }

  @Test("Ctrl-C ends a load at once, with what was measured until then")
  func interruption() async throws {
    for workers in ["1", "2"] {
      let program = try Program(
        "ocop-load",
        [
          "--target", installation.endpoint(of: .registry), "--call", "Health/Check", "--arrival", "constant 100/s",
          "--duration", "1h", "--warm-up", "0s", "--workers", workers, "--connections", workers,
        ]
      )
      _ = try await program.line(with: "Ends by itself")
      _ = try await Program.run("/bin/sh", ["-c", "sleep 1.5"])
      program.signal(SIGINT)
      let outcome = await program.outcome()
      #expect(outcome.exitCode == 130, "\(outcome)")
      #expect(outcome.output.contains("p99.999"), "\(outcome)")
    }
  }

  @Test("The highest rate that holds an objective is found")
  func capacity() async throws {
    let outcome = try await load(
      "--target",
      installation.endpoint(of: .registry),
      "--call",
      "Health/Check",
      "--find-capacity",
      "--arrival",
      "constant 200/s",
      "--rate-max",
      "800",
      "--duration",
      "500ms",
      "--warm-up",
      "100ms",
      "--fail-if",
      "p50 > 5s"
    )
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.errors.contains("Capacity: 800 calls a second pass, and no more was tried"), "\(outcome)")
    let impossible = try await load(
      "--target",
      installation.endpoint(of: .registry),
      "--call",
      "Health/Check",
      "--find-capacity",
      "--arrival",
      "constant 4/s",
      "--duration",
      "300ms",
      "--warm-up",
      "0s",
      "--fail-if",
      "p50 > 1ns"
    )
    #expect(impossible.exitCode == 5 && impossible.errors.contains("not even"), "\(impossible)")
  }
}
