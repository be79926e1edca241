import Foundation
import Testing

// Goal: a forecast goes through all programs, and adds up. Method: the built programs with the committed sample, asked
// in the words of a command line.
@Suite("A forecast of the sample", .timeLimit(.minutes(5)))
struct ForecastTests {
  private func installed() async throws -> Installation {
    let installation = try await Installation()
    let sample = Program.repository.appending(path: "deploy/sample").path
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
    let waited = try await installation.ocop("report", "progress", "--as-of", "2021-11-05", "--wait")
    try #require(waited.exitCode == 0, "\(waited)")
    return installation
  }

  private func rows(_ installation: Installation, _ arguments: [String]) async throws -> [[String: Any]] {
    let words = ["report", "forecast", "--as-of", "2021-11-05", "--json"] + arguments
    let outcome = try await installation.ocop(words)
    try #require(outcome.exitCode == 0, "\(outcome)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return try #require(object?["rows"] as? [[String: Any]], "\(outcome)")
  }

  private func quantities(_ row: [String: Any]) -> [Int] {
    (row["points"] as? [[String: Any]] ?? []).compactMap { Int("\($0["quantity_thousandths"] ?? "")") }
  }

  @Test("the sausage maker's 100 kg a month are forecast; what is too short is refused; units add up to everything")
  func sample() async throws {
    let installation = try await installed()
    let floors = try await rows(installation, ["--product", "SP-CL-03", "--by", "floor"])
    // Postmart knows August, September and October; voso not one whole month.
    #expect(floors.map(quantities) == [[101_333, 101_333, 101_333], []])
    #expect(floors.map { "\($0["refusal"] ?? "")".hasSuffix("NEVER_SOLD") } == [false, true])
    func sums(_ arguments: [String]) async throws -> [String: Int] {
      try await rows(installation, arguments).reduce(into: [:]) { sums, row in
        sums["\(row["unit_of_sale"] ?? "")", default: 0] += quantities(row).reduce(0, +)
      }
    }
    let whole = try await sums([])
    #expect(whole.values.contains { $0 > 0 })
    for edition in ["2021", "2024", "2025"] {
      #expect(try await sums(["--by", "unit", "--geo", edition]) == whole, "\(edition)")
    }
    #expect(try await sums(["--by", "product"]) == whole)
  }
}
