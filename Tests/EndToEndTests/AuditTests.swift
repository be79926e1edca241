import Foundation
import Testing

// Goal: an auditor sees who did what, notices what was done behind the services' backs, and an erased person is gone
// from every file. Method: the built programs on Unix sockets; the files are looked into, and altered, from outside.
@Suite("Audit and erasure, end to end", .serialized, .timeLimit(.minutes(5)))
struct AuditTests {
  private let sample = Program.repository.appending(path: "deploy/sample").path
  private let name = "Hộ Canary 5b7d"

  /// Writes a file of the installation's folder; returns its path.
  private func file(_ name: String, _ text: String, in installation: Installation) throws -> String {
    let file = installation.folder.appending(path: name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  private func importUnits(_ installation: Installation) async throws {
    for file in ["administrative_units.csv", "unit_successions.csv"] {
      let outcome = try await installation.ocop("import", "\(sample)/\(file)")
      try #require(outcome.exitCode == 0, "\(outcome)")
    }
  }

  private func importHousehold(_ installation: Installation, name: String) async throws -> Program.Outcome {
    let header = "producer_id,name,type,unit_code,registered_on,ended_on,registration_number,merged_into_producer_id\n"
    let path = try file("producers.csv", "\(header)CT-7,\(name),household,06463,2021-01-01,,,\n", in: installation)
    return try await installation.ocop("import", path)
  }

  private func entries(_ installation: Installation, _ arguments: String...) async throws -> [[String: Any]] {
    let outcome = try await installation.ocop(["audit", "--json"] + arguments)
    try #require(outcome.exitCode == 0, "\(outcome)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return (object?["entries"] as? [[String: Any]] ?? []).map { item in
      var entry = item["entry"] as? [String: Any] ?? [:]
      entry["service"] = item["service"]
      return entry
    }
  }

  /// Runs statements on a service's database while it is stopped.
  private func alter(_ installation: Installation, _ statements: String...) async throws {
    _ = await installation.stop(.registry)
    let python = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()"
    let path = "\(installation.folder.path)/registry.db"
    let altered = try await Program.run("/usr/bin/python3", ["-c", python, path, statements.joined(separator: ";")])
    try #require(altered.exitCode == 0, "\(altered)")
    try await installation.start(.registry)
  }

  private static let dropTriggers = ["audit_log", "audit_log_record"].flatMap { table in
    ["update", "delete"].map { "DROP TRIGGER \(table)_refuses_\($0)" }
  }.joined(separator: ";")

  /// Runs `ocop verify` until the gateway reaches a service that was started anew: it leaves one alone for half a
  /// second.
  private func verify(_ installation: Installation, _ arguments: String...) async throws -> Program.Outcome {
    var outcome = try await installation.ocop(["verify"] + arguments)
    for _ in 0..<100 where outcome.exitCode == 3 {
      outcome = try await installation.ocop(["verify"] + arguments)
    }
    return outcome
  }

  @Test("an import of several services is in the audit log, with its counts, and is found by record and by method")
  func importIsAudited() async throws {
    let installation = try await Installation()
    let imported = try await installation.ocop("import", sample, "--on-behalf-of", "HTX Gia Cát")
    try #require(imported.exitCode == 0, "\(imported)")
    let all = try await entries(installation, "--method", "ImportRecords")
    #expect(Set(all.compactMap { $0["service"] as? String }) == ["registry", "listing"])
    #expect(all.allSatisfy { $0["on_behalf_of"] as? String == "HTX Gia Cát" })
    let times = all.compactMap { Int64("\($0["recorded_at_unix_microseconds"] ?? "")") }
    #expect(times.count == all.count && times == times.sorted())
    let producer = try await entries(installation, "--record", "producer/CT-CL-02")
    #expect(producer.count == 1)
    #expect((producer.first?["action"] as? String)?.contains("new") == true)
    let table = try await installation.ocop("audit", "--method", "ImportRecords")
    #expect(table.output.contains("ImportRecords") && table.output.contains("registry"), "\(table)")
    let proof = try await verify(installation)
    #expect(proof.exitCode == 0 && proof.output.contains("registry's audit log"), "\(proof)")
  }

  @Test(
    "one altered entry is named by ocop verify; a cut-off end is noticed by a note, and by nothing else",
    .enabled(if: !Installation.isOnPostgreSQL, "the log is altered in its file")
  )
  func tampering() async throws {
    let installation = try await Installation()
    try await importUnits(installation)
    for number in 1...3 {
      try #require(try await importHousehold(installation, name: "Hộ \(number)").exitCode == 0)
    }
    let note = installation.folder.appending(path: "note").path
    #expect(try await verify(installation, "--note", note).exitCode == 0)
    #expect(try await verify(installation, "--against", note).exitCode == 0)
    #expect(try await installation.ocop("verify", "--note", note).exitCode == 1)

    // The last entry goes, and the counter goes back to the one before.
    try await alter(
      installation,
      Self.dropTriggers,
      "DELETE FROM audit_log_record WHERE sequence = (SELECT max(sequence) FROM audit_log)",
      "DELETE FROM audit_log WHERE sequence = (SELECT max(sequence) FROM audit_log)",
      "UPDATE audit_log_head SET (sequence, digest) = "
        + "(SELECT sequence, digest FROM audit_log ORDER BY sequence DESC LIMIT 1)"
    )
    #expect(try await verify(installation).exitCode == 0)
    let compared = try await verify(installation, "--against", note)
    #expect(compared.exitCode == 1 && compared.output.contains("its end was cut off"), "\(compared)")

    try await alter(installation, "UPDATE audit_log SET subject = 'somebody else' WHERE sequence = 2")
    let proof = try await verify(installation)
    #expect(proof.exitCode == 1 && proof.output.contains("entry 2 was altered"), "\(proof)")
  }

  /// Files of the services' databases in which a text occurs.
  private func filesHolding(_ text: String, _ installation: Installation) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: installation.folder.path)
    return try names.filter { $0.contains(".db") && !$0.hasSuffix(".lock") }.filter { name in
      let data = try Data(contentsOf: installation.folder.appending(path: name))
      return data.range(of: Data(text.utf8)) != nil
    }.sorted()
  }

  @Test("an erased person is in no answer any more, and in no file of any service")
  func erasure() async throws {
    let installation = try await Installation()
    try await importUnits(installation)
    try #require(try await importHousehold(installation, name: "Hộ khác").exitCode == 0)
    try #require(try await importHousehold(installation, name: name).exitCode == 0)
    let contacts = try file(
      "contacts.csv",
      "producer_id,representative,phone,address\nCT-7,Canary 9a31,0912 345 670,Thôn Canary\n",
      in: installation
    )
    let put = try await installation.ocop("person", "import", contacts)
    #expect(put.exitCode == 0 && put.output.contains("1 new"), "\(put)")
    #expect(try await installation.ocop("person", "show", "CT-7").output.contains("+84912345670"))
    #expect(try await verify(installation).exitCode == 0)
    if !Installation.isOnPostgreSQL {
      #expect(try filesHolding(name, installation).contains { $0.hasPrefix("registry") })
      // Reporting follows.
      while try !filesHolding(name, installation).contains(where: { $0.hasPrefix("reporting") }) {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
    let exported = try await installation.ocop("person", "export", "CT-7")
    #expect(exported.output.contains(name) && exported.output.contains("Thôn Canary"), "\(exported)")

    let erased = try await installation.ocop("person", "erase", "CT-7", "--ground", "request", "--yes")
    #expect(erased.exitCode == 0 && erased.output.contains("2 events"), "\(erased)")
    let shown = try await installation.ocop("show", "producer", "CT-7")
    #expect(shown.output.contains("Hộ đã xoá") && !shown.output.contains("Canary"), "\(shown)")
    #expect(try await installation.ocop("person", "show", "CT-7").exitCode == 1)
    let again = try await importHousehold(installation, name: name)
    #expect(again.exitCode == 1 && again.errors.contains("was erased"), "\(again)")
    let proof = try await verify(installation)
    #expect(proof.exitCode == 0 && proof.output.contains("2 erased"), "\(proof)")
    let log = try await entries(installation, "--record", "contact/CT-7")
    #expect(
      log.compactMap { $0["method"] as? String }.map { $0.components(separatedBy: "/").last ?? "" } == [
        "PutContacts", "GetContact", "ExportPersonalData", "ErasePersonalData",
      ]
    )
    guard !Installation.isOnPostgreSQL else { return }
    for text in ["Canary", "912345670"] {
      while try !filesHolding(text, installation).isEmpty {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
    #expect(try filesHolding("Hộ đã xoá", installation).contains { $0.hasPrefix("reporting") })
  }
}
