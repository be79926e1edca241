import Foundation
import PostgreSQLTestServer
import Synchronization
import TestSupport
import Testing

// Goal: two registries on one PostgreSQL database behind the gateway are one registry: whichever of them is killed,
// what was acknowledged is there, once, in one order, and whoever follows gets all of it. Method: the built programs;
// four writers that repeat an operation until it is acknowledged, all changing one record, so that an operation that
// was done twice would show; six kills, at moments that a seed chooses.
@Suite("Two registries on one database, end to end", .timeLimit(.minutes(5)))
struct ReplicaTests {
  /// Two registries, a follower of each kind, and a gateway.
  private final class Replicas: Sendable {
    let folder = URL(filePath: "/tmp/ocop-\(UInt32.random(in: 0...UInt32.max))")
    private let storage: String
    private let running = Mutex<[String: Program]>([:])

    init() async throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let server = try TestServer.shared()
      let schema = folder.lastPathComponent.split(separator: "-").joined(separator: "_")
      try server.run("CREATE SCHEMA \(schema)")
      storage = server.location(parameters: ["options=-csearch_path%3D\(schema)"])
      for name in ["a", "b"] { try await startRegistry(name) }
      let registries = ["--registry-address", "\(address("a")),\(address("b"))"]
      let listing = ["--listing-address", address("listing")]
      try await start("listing", "ocop-listing", registries + stored("listing"))
      try await start("reporting", "ocop-reporting", registries + listing + stored("reporting"))
      let reporting = ["--reporting-address", address("reporting")]
      try await start("gateway", "ocop-gateway", registries + listing + reporting)
    }

    deinit {
      running.withLock { $0.values.forEach { $0.signal(SIGKILL) } }
      try? FileManager.default.removeItem(at: folder)
    }

    func address(_ name: String) -> String { "unix:\(folder.path)/\(name).sock" }

    private func stored(_ name: String) -> [String] { ["--storage", "sqlite:\(folder.path)/\(name).db"] }

    private func start(_ name: String, _ program: String, _ arguments: [String]) async throws {
      let program = try Program(program, ["--listen", address(name)] + arguments)
      running.withLock { $0[name] = program }
      _ = try await program.line(with: "listening")
    }

    func startRegistry(_ name: String) async throws {
      try await start(name, "ocop-registry", ["--storage", storage])
    }

    func kill(_ name: String) async {
      guard let program = running.withLock({ $0.removeValue(forKey: name) }) else { return }
      program.signal(SIGKILL)
      _ = await program.outcome()
    }

    var environment: [String: String] { ["OCOP_GATEWAY": address("gateway")] }

    func ocop(_ arguments: String...) async throws -> Program.Outcome {
      try await Program.run("ocop", arguments, environment: environment)
    }
  }

  /// Operations that were acknowledged, and who waits for more of them.
  private final class Acknowledged: Sendable {
    private struct State {
      var operations: [String] = []
      var waiting: (count: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    private let state = Mutex(State())
    /// No operation is to be begun after the present one.
    let isLast = Atomic<Bool>(false)

    var operations: [String] { state.withLock { $0.operations } }

    func add(_ operation: String) {
      let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
        state.operations.append(operation)
        guard let waiting = state.waiting, state.operations.count >= waiting.count else { return nil }
        state.waiting = nil
        return waiting.continuation
      }
      waiter?.resume()
    }

    /// Waits until some more have come.
    func wait(for more: Int) async {
      await withCheckedContinuation { continuation in
        state.withLock { $0.waiting = ($0.operations.count + more, continuation) }
      }
    }
  }

  /// Repeats each operation until it is acknowledged.
  private static func write(_ writer: String, _ replicas: Replicas, _ acknowledged: Acknowledged) async throws {
    var number = 0
    repeat {
      number += 1
      let operation = "writer-\(writer)-\(number)"
      let producer =
        #"{"producer_id": "HTX-1", "name": "\#(operation)", "type": "PRODUCER_TYPE_COOPERATIVE", "#
        + #""unit_code": "06463", "registered_on": "2021-01-01"}"#
      let request = #"{"operation_id": "\#(operation)", "records": [{"producer": \#(producer)}]}"#
      var attempts = 0
      while true {
        let outcome = try await replicas.ocop("call", "Registry/ImportRecords", request)
        if outcome.exitCode == 0 {
          try #require(outcome.output.contains("\"applied\": true"), "\(outcome)")
          acknowledged.add(operation)
          break
        }
        attempts += 1
        // Lost with a process, or not begun: nothing else may happen.
        try #require(outcome.exitCode == 3 && attempts < 100, "attempt \(attempts) of \(operation): \(outcome)")
      }
    } while !acknowledged.isLast.load(ordering: .relaxed)
  }

  /// The events that a watch has printed: revision, subject and operation of each.
  private static func events(_ lines: [String]) -> [(revision: Int, subject: String, operation: String)] {
    lines.compactMap { line in
      guard let item = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let event = item["event"] as? [String: Any]
      else { return nil }
      func text(_ names: String...) -> String { names.compactMap { event[$0].map { "\($0)" } }.first ?? "" }
      return (Int(text("revision")) ?? 0, text("subject"), text("operation_id", "operationId"))
    }
  }

  @Test("either may be killed: no acknowledged write is lost or done twice, and the feed has no gap")
  func kills() async throws {
    let seed = UInt64(ProcessInfo.processInfo.environment["OCOP_SEED"] ?? "") ?? UInt64.random(in: 0 ... .max)
    var random = SeededGenerator(seed: seed)
    let replicas = try await Replicas()
    let units = Program.repository.appending(path: "deploy/sample/administrative_units.csv").path
    try #require(try await replicas.ocop("import", units).exitCode == 0)
    let watch = try Program(
      "ocop",
      ["watch", "registry", "--json", "--timeout", "60"],
      environment: replicas.environment
    )
    defer { watch.signal(SIGINT) }

    let acknowledged = Acknowledged()
    let order = ["a", "b", "a", "b", "a", "b"].shuffled(using: &random)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 1...4 { group.addTask { try await Self.write("\(writer)", replicas, acknowledged) } }
      for victim in order {
        await acknowledged.wait(for: Int.random(in: 1...8, using: &random))
        await replicas.kill(victim)
        // The other one goes on alone.
        await acknowledged.wait(for: Int.random(in: 4...12, using: &random))
        try await replicas.startRegistry(victim)
        _ = try await Self.statusOfAll(replicas)
      }
      await acknowledged.wait(for: 8)
      acknowledged.isLast.store(true, ordering: .relaxed)
      try await group.waitForAll()
    }

    // The last operation ends the feed as far as this test goes; all writers have finished.
    _ = try await Self.statusOfAll(replicas)
    let head = try #require(Self.head(try await replicas.ocop("status", "--json").output), "seed \(seed)")
    while Self.events(watch.lines).last?.revision != head { try await Self.another(replicas) }
    let events = Self.events(watch.lines)
    #expect(events.map(\.revision) == Array(1...head), "seed \(seed): the feed is whole and in order")
    let operations = events.filter { $0.subject == "producer/HTX-1" }.map(\.operation)
    #expect(operations.count == Set(operations).count, "seed \(seed): no operation was done twice")
    #expect(Set(operations) == Set(acknowledged.operations), "seed \(seed): every acknowledged operation was done")

    // With either of them alone, those who follow get what is written.
    for (alone, gone) in [("b", "a"), ("a", "b")] {
      await replicas.kill(gone)
      let acknowledged = Acknowledged()
      acknowledged.isLast.store(true, ordering: .relaxed)
      try await Self.write("alone-\(alone)", replicas, acknowledged)
      try await Self.expectFollowersHaveCaughtUp(replicas)
      try await replicas.startRegistry(gone)
      _ = try await Self.statusOfAll(replicas)
    }
    // Listing is empty, so of it there is no copy to prove.
    let proof = try await replicas.ocop("verify")
    #expect(proof.exitCode == 0, "seed \(seed)\n\(proof)")
    for subject in ["registry's change log", "listing's copy of registry", "reporting's copy of registry"] {
      let line = proof.output.split(separator: "\n").first { $0.hasPrefix(subject) }
      #expect(line?.contains(" proved ") == true, "seed \(seed): \(subject)\n\(proof)")
    }
    let status = try await Self.statusOfAll(replicas)
    #expect(status.output.contains(replicas.address("a")) && status.output.contains(replicas.address("b")))
  }

  /// The status once everything is up: the gateway tries a process that is back within half a second.
  private static func statusOfAll(_ replicas: Replicas) async throws -> Program.Outcome {
    var outcome = try await replicas.ocop("status")
    for _ in 0..<100 where outcome.exitCode != 0 { outcome = try await replicas.ocop("status") }
    try #require(outcome.exitCode == 0, "\(outcome)")
    return outcome
  }

  /// Listing and reporting have all that the registry has.
  private static func expectFollowersHaveCaughtUp(_ replicas: Replicas) async throws {
    var seen = ""
    for _ in 0..<200 {
      seen = try await replicas.ocop("status", "--json").output
      guard let object = try? JSONSerialization.jsonObject(with: Data(seen.utf8)) as? [String: Any],
        let services = object["services"] as? [[String: Any]]
      else { continue }
      let heads = services.filter { $0["name"] as? String == "registry" }
        .compactMap { Int("\($0["revision"] ?? "")") }.filter { $0 > 0 }
      let applied = services.flatMap { $0["followers"] as? [[String: Any]] ?? [] }
        .filter { $0["source"] as? String == "registry" }
        .compactMap { Int("\($0["applied_revision"] ?? $0["appliedRevision"] ?? "")") }
      if heads.count == 1, applied == [heads[0], heads[0]] { return }
    }
    Issue.record("the followers did not catch up: \(seen)")
  }

  /// One turn of waiting that takes the time of a call.
  private static func another(_ replicas: Replicas) async throws {
    try Task.checkCancellation()
    _ = try await replicas.ocop("health")
  }

  /// The registry's head, when both processes tell the same.
  private static func head(_ json: String) -> Int? {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any],
      let services = object["services"] as? [[String: Any]]
    else { return nil }
    let heads = services.filter { $0["name"] as? String == "registry" }.map { "\($0["revision"] ?? "")" }
    return Set(heads).count == 1 && heads.count == 2 ? Int(heads[0]) : nil
  }
}
