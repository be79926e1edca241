import Foundation
import Testing

// Goal: files that are larger than one request go through the built programs as small ones do. Method: the units of a
// country, which refer to each other across the parts that they are sent in.
@Suite("Files of many parts, end to end", .timeLimit(.minutes(5)))
struct LargeImportTests {
  /// Provinces, each with its districts, each with its communes: more than twice as many rows as one request takes.
  private static let units: [String] = (10..<14).flatMap { province -> [String] in
    let districts = (0..<10).flatMap { district -> [String] in
      let code = "\(province)\(district)"
      let first = 10_000 + 280 * (10 * (province - 10) + district)
      let communes = (first..<first + 280).map { "\($0),Xã \($0),commune,\(code),2020-01-01" }
      return ["\(code),Huyện \(code),district,\(province),2020-01-01"] + communes
    }
    return ["\(province),Tỉnh \(province),province,,2020-01-01"] + districts
  }

  private func write(_ rows: [String], _ name: String, _ installation: Installation) throws -> String {
    let file = installation.folder.appending(path: name)
    let text = "code,name,kind,parent_code,valid_from\n" + rows.joined(separator: "\n") + "\n"
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  @Test("units are stored although those that they lie in come in other parts, before or behind them")
  func unitsOfACountry() async throws {
    #expect(Self.units.count == 11_244)
    let installation = try await Installation()
    let down = try write(Self.units, "down.csv", installation)
    let first = try await installation.ocop("import", "--kind", "administrative_units", down)
    #expect(first.exitCode == 0, "\(first)")
    #expect(first.output.contains("11244 rows: 11244 created"), "\(first)")

    let other = try await Installation()
    let up = try write(Self.units.reversed(), "up.csv", other)
    let dry = try await other.ocop("import", "--kind", "administrative_units", up, "--dry-run")
    #expect(dry.exitCode == 0, "\(dry)")
    let second = try await other.ocop("import", "--kind", "administrative_units", up)
    #expect(second.exitCode == 0, "\(second)")
    #expect(second.output.contains("11244 rows: 11244 created"), "\(second)")
  }

  @Test("a unit in one that is in no part of its file is refused at its cell, and nothing of the file is stored")
  func unitInNone() async throws {
    let installation = try await Installation()
    let rows = Self.units + ["99999,Xã lạ,commune,999,2020-01-01"]
    let file = try write(rows, "units.csv", installation)
    let outcome = try await installation.ocop("import", "--kind", "administrative_units", file)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("units.csv:11246: parent_code: 999"), "\(outcome)")
    #expect(outcome.output.contains("nothing of this file is stored"), "\(outcome)")
  }
}
