import Foundation
import Testing

// Goal: what was known before a correction can still be asked for, and registry and reporting tell the same targets.
// Method: the built programs with the committed sample; two corrections are imported after the first answers.
@Suite("What was known, end to end", .serialized, .timeLimit(.minutes(3)))
struct PastTests {
  private let installation: Installation

  init() async throws {
    installation = try await Installation()
    let sample = Program.repository.appending(path: "deploy/sample").path
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
  }

  private func document(_ arguments: [String]) async throws -> [String: Any] {
    let outcome = try await installation.ocop(arguments + ["--json"])
    try #require(outcome.exitCode == 0, "\(outcome)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// The row of the sample with an identifier, corrected, imported by itself.
  private func correct(_ file: String, _ id: String, _ text: String, to other: String) async throws {
    let url = Program.repository.appending(path: "deploy/sample/\(file)")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
    let row = try #require(lines.first { $0.hasPrefix(id + ",") })
    try #require(row.contains(text), "\(row)")
    let corrected = installation.folder.appending(path: file)
    try (lines[0] + "\n" + row.replacing(text, with: other) + "\n").write(
      to: corrected,
      atomically: true,
      encoding: .utf8
    )
    let imported = try await installation.ocop("import", corrected.path)
    try #require(imported.exitCode == 0, "\(imported)")
  }

  @Test("recognitions at a revision are answered as they were before a revocation and a move to another district")
  func recognitions() async throws {
    let question = ["recognitions", "--as-of", "2021-11-05", "--unit", "187"]
    let before = try await document(question)
    let revision = try #require(before["revision"] as? String)
    try await correct("producers.csv", "CT-CL-01", ",06466,", to: ",06154,")
    try await correct(
      "recognitions.csv",
      "CN-2020-CL-03",
      "2020-12-30,,,,",
      to: "2020-12-30,,2021-10-01,production_stopped,"
    )
    let after = try await document(question)
    #expect((after["statuses"] as? NSArray) != (before["statuses"] as? NSArray))
    let past = try await document(question + ["--at-revision", revision])
    #expect((past as NSDictionary) == (before as NSDictionary))
    let beyond = try await installation.ocop(question + ["--at-revision", "1000000"])
    #expect(beyond.exitCode != 0 && beyond.errors.contains("last revision"), "\(beyond)")
  }

  @Test("the targets that the registry tells are those that a report compares with, on days of both phases")
  func targets() async throws {
    func told(_ document: [String: Any], of member: (([String: Any]) -> String?)) throws -> [String] {
      try #require(document["targets"] as? [[String: Any]]).compactMap(member).sorted()
    }
    let waited = try await installation.ocop("report", "progress", "--as-of", "2021-11-05", "--wait")
    try #require(waited.exitCode == 0, "\(waited)")
    for day in ["2021-07-19", "2021-07-20", "2021-11-05"] {
      let registry = try told(try await document(["targets", "--as-of", day])) { holding in
        (holding["target"] as? [String: Any]).map { "\(holding["unit_code"] ?? "") \($0["target_id"] ?? "")" }
      }
      let report = try told(try await document(["report", "targets", "--as-of", day])) { comparison in
        (comparison["target"] as? [String: Any]).map { "\($0["unit_code"] ?? "") \($0["target_id"] ?? "")" }
      }
      #expect(registry == report, "\(day)")
      #expect(registry.isEmpty == (day == "2021-07-19"))
    }
  }
}
