import Foundation
import Testing

// Goal: the main job works as a user runs it. Method: the built programs, four processes on Unix sockets, the
// committed sample; nothing of the project's code is linked into these tests.
@Suite("The main job, end to end", .serialized, .timeLimit(.minutes(5)))
struct MainJobTests {
  private let sample = Program.repository.appending(path: "deploy/sample").path

  /// The report; with all that registry and listing hold, unless one of them is down.
  private func progress(
    _ installation: Installation,
    asOf: String,
    edition: String,
    waits: Bool = true
  ) async throws -> ProgressReport {
    let arguments = ["report", "progress", "--as-of", asOf, "--geo", edition, "--json"] + (waits ? ["--wait"] : [])
    let outcome = try await installation.ocop(arguments)
    try #require(outcome.exitCode == 0, "\(outcome)")
    return try ProgressReport(json: outcome.output)
  }

  /// The figures that the article gives, and those that follow from it.
  private func expectTheArticlesFigures(_ report: ProgressReport) throws {
    let total = try #require(report.row())
    #expect(total.figures["products_recognised"] == "61")
    #expect(total.figures["products_listed_any_floor"] == "40/61")
    let firstPhase = try #require(report.row(phase: "phase-1"))
    #expect(firstPhase.figures["products_listed_any_floor"]?.hasPrefix("29/") == true)
    let chiLang = try #require(report.row(phase: "phase-1", unit: "187"))
    #expect(chiLang.figures["products_recognised"] == "11")
    #expect(chiLang.figures["products_listed_both_floors"] == "11/11")
    let producers = try #require(chiLang.figures["producers"])
    #expect(chiLang.figures["producers_with_store"] == "\(producers)/\(producers)")
    #expect(chiLang.figures["producers_with_payment_account"] == "\(producers)/\(producers)")
    let others = report.rows.filter { $0.kind == "ROW_KIND_UNIT" && $0.unit != "187" }
    #expect(others.count == 10)
    #expect(others.allSatisfy { Int($0.figures["products_recognised"] ?? "") ?? 99 < 11 })
    let claims = report.object["claims"] as? [[String: Any]] ?? []
    let wordings = claims.compactMap { ($0["claim"] as? [String: Any])?["wording"] as? String }
    #expect(wordings.contains { $0.contains("40") } && wordings.contains { $0.contains("30") })
    #expect(Set(claims.compactMap { $0["counted"].map { "\($0)" } }) == ["40", "29"])
    let sources = (report.object["watermarks"] as? [[String: Any]] ?? []).compactMap { $0["source"] as? String }
    #expect(sources.sorted() == ["listing", "registry"])
  }

  @Test("the services, started in any order, import the sample and give the article's figures")
  func sampleGivesTheArticlesFigures() async throws {
    var generator = SystemRandomNumberGenerator()
    let order = Installation.Service.allCases.shuffled(using: &generator)
    let installation = try await Installation(startingInOrder: order)
    let imported = try await installation.ocop("import", sample)
    #expect(imported.exitCode == 0, "started in the order \(order)\n\(imported)")
    try expectTheArticlesFigures(try await progress(installation, asOf: "2021-11-05", edition: "2021"))

    let heads = try await installation.ocop("status", "--json")
    let again = try await installation.ocop("import", sample)
    #expect(again.exitCode == 0, "\(again)")
    #expect(
      Self.revisions(in: heads.output) == Self.revisions(in: try await installation.ocop("status", "--json").output)
    )
    #expect(Self.revisions(in: heads.output).values.allSatisfy { $0 > 0 })
  }

  @Test("the report equals an independent count in another language, on every edition and on days that matter")
  func reportEqualsIndependentCount() async throws {
    let installation = try await Installation()
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
    let script = Program.repository.appending(path: "Tests/EndToEndTests/recompute_progress.py").path
    for (asOf, edition) in [
      ("2021-07-19", "2021"), ("2021-08-31", "2021"), ("2021-09-20", "2021"), ("2021-11-05", "2021"),
      ("2021-11-05", "2024"), ("2021-11-05", "2025"), ("2024-02-29", "2024"), ("2025-07-01", "2025"),
    ] {
      let counted = try await Program.run(
        "/usr/bin/python3",
        [script, "--as-of", asOf, "--edition", edition, "--sample", sample]
      )
      try #require(counted.exitCode == 0, "\(counted)")
      let expected = try ProgressReport(recount: counted.output).rows.map(\.description).sorted()
      let actual = try await progress(installation, asOf: asOf, edition: edition).rows.map(\.description).sorted()
      #expect(actual == expected, "as of \(asOf) on the edition of \(edition)")
    }
  }

  @Test("each service killed in turn during the import loses nothing, and the import can be repeated")
  func killsDuringImportLoseNothing() async throws {
    let installation = try await Installation()
    let importing = try Program("ocop", ["import", sample], environment: installation.environment)
    for (line, service) in [
      ("producers.csv", Installation.Service.registry), ("recognitions.csv", .gateway), ("stores.csv", .listing),
      ("product_listings.csv", .reporting),
    ] {
      _ = try? await importing.line(with: line)
      await installation.killAtOnce(service)
      try await installation.start(service)
    }
    _ = await importing.outcome()
    let repeated = try await installation.ocop("import", sample)
    #expect(repeated.exitCode == 0, "\(repeated)")
    try expectTheArticlesFigures(try await progress(installation, asOf: "2021-11-05", edition: "2021"))
  }

  @Test("with listing stopped, registry and reporting keep answering, and status says what is down")
  func stoppedListingDisturbsNobody() async throws {
    let installation = try await Installation()
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
    let before = try await progress(installation, asOf: "2021-11-05", edition: "2021")
    let stopped = await installation.stop(.listing)
    #expect(stopped?.exitCode == 0)

    let producers = try await installation.ocop("list", "producers")
    #expect(producers.exitCode == 0 && producers.output.contains("Gia Cát"), "\(producers)")
    let after = try await progress(installation, asOf: "2021-11-05", edition: "2021", waits: false)
    #expect(after.rows == before.rows)
    let status = try await installation.ocop("status")
    #expect(status.exitCode == 3, "\(status)")
    #expect(
      status.output.split(separator: "\n").contains { $0.contains("listing") && $0.contains("unreachable") },
      "\(status)"
    )
    let refused = try await installation.ocop("list", "stores")
    #expect(refused.exitCode == 3 && refused.errors.contains("listing"), "\(refused)")

    try await installation.start(.listing)
    // The gateway leaves an unreachable address alone for up to half a second.
    var back = try await installation.ocop("list", "stores")
    for _ in 0..<100 where back.exitCode != 0 { back = try await installation.ocop("list", "stores") }
    #expect(back.exitCode == 0, "\(back)")
  }

  @Test("what a cell explains is as many records as the cell says")
  func explainAgreesWithTheCell() async throws {
    let installation = try await Installation()
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
    _ = try await progress(installation, asOf: "2021-11-05", edition: "2021")
    let outcome = try await installation.ocop(
      "explain",
      "--row",
      "total",
      "--figure",
      "products_listed_any_floor",
      "--as-of",
      "2021-11-05",
      "--geo",
      "2021",
      "--json"
    )
    try #require(outcome.exitCode == 0, "\(outcome)")
    let explained = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any] ?? [:]
    #expect((explained["counted"] as? [Any])?.count == 40)
    let leftOut = explained["left_out"] as? [[String: Any]] ?? []
    #expect(leftOut.count >= 21)
    #expect(leftOut.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
  }

  /// Head of each service's log, by service name.
  static func revisions(in status: String) -> [String: Int] {
    let object = try? JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
    var heads: [String: Int] = [:]
    for service in object?["services"] as? [[String: Any]] ?? [] {
      guard let name = service["name"] as? String, ["registry", "listing"].contains(name) else { continue }
      heads[name] = Int("\(service["revision"] ?? 0)")
    }
    return heads
  }
}
