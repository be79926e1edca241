import DomainPrimitives
import Foundation
import Testing

/// The real units of Lạng Sơn, read from the sample: what is known of the three editions must come out.
@Suite("Geography of Lạng Sơn")
struct LangSonGeographyTests {
  private let geography: AdministrativeGeography

  init() throws {
    let kinds: [String: UnitKind] = [
      "province": .province, "city": .city, "district": .district, "ward": .ward, "township": .township,
      "commune": .commune,
    ]
    let units = try Self.rows("administrative_units.csv").map { row in
      AdministrativeUnit(
        key: UnitKey(code: try #require(row["code"]), validFrom: try CivilDate(parsing: #require(row["valid_from"]))),
        name: try #require(row["name"]),
        kind: try #require(kinds[row["kind"] ?? ""]),
        parentCode: try #require(row["parent_code"]).isEmpty ? nil : row["parent_code"],
        validTo: try #require(row["valid_to"]).isEmpty ? nil : CivilDate(parsing: #require(row["valid_to"]))
      )
    }
    let successions = try Self.rows("unit_successions.csv").map { row in
      UnitSuccession(
        from: try UnitKey(parsing: "\(row["from_code"] ?? "")@\(row["from_valid_from"] ?? "")"),
        to: try UnitKey(parsing: "\(row["to_code"] ?? "")@\(row["to_valid_from"] ?? "")"),
        change: row["change"] == "split" ? .split : .merged
      )
    }
    geography = AdministrativeGeography(units: units, successions: successions)
  }

  /// Rows of a file of the sample; its fields hold neither quotes nor commas.
  private static func rows(_ name: String) throws -> [[String: String]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "deploy/sample/\(name)"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(lines.first)
    return try lines.dropFirst().map { fields in
      try #require(fields.count == header.count)
      return Dictionary(zip(header, fields)) { first, _ in first }
    }
  }

  @Test("200 communes in 11 districts became 194, and then 65 without districts")
  func counts() {
    let counts = GeographyEdition.allCases.map { edition in
      [UnitLevel.commune, .district].map { geography.units(on: edition.referenceDate, level: $0).count }
    }
    #expect(counts == [[200, 11], [194, 11], [65, 0]])
  }

  @Test("all 65 communes of 2025 use a code again, 40 of them under another name")
  func reusedCodes() {
    let communes = geography.units(on: GeographyEdition.edition2025.referenceDate, level: .commune)
    let reused = communes.filter { geography.units(code: $0.key.code).count > 1 }
    #expect(reused.count == 65)
    let renamed = reused.filter { unit in
      let older = geography.units(code: unit.key.code).dropLast()
      return !older.contains { $0.name == unit.name }
    }
    #expect(renamed.count == 40)
  }

  @Test("the four communes that straddle two old districts, and only they, cannot be placed in a district of 2021")
  func straddling() {
    let communes = geography.units(on: GeographyEdition.edition2025.referenceDate, level: .commune)
    let undetermined = communes.filter { unit in
      if case .undetermined(let candidates) = geography.place(unit.key, on: .edition2021) {
        return candidates.count == 2
      }
      return false
    }
    #expect(Set(undetermined.map(\.key.code)) == ["06187", "05977", "06286", "06316"])
    #expect(
      communes.count { if case .placed = geography.place($0.key, on: .edition2021) { true } else { false } } == 61
    )
  }

  @Test("of the communes of 2021 only the three that were split cannot be placed in one of 2025")
  func splitCommunes() {
    let communes = geography.units(on: GeographyEdition.edition2021.referenceDate, level: .commune)
    var undetermined: [String: [String]] = [:]
    for unit in communes {
      if case .undetermined(let candidates) = geography.place(unit.key, on: .edition2025) {
        undetermined[unit.key.code] = candidates.map(\.code)
      }
    }
    #expect(
      undetermined == ["06040": ["06004", "06040"], "06622": ["06613", "06625"], "06625": ["06625", "06637"]]
    )
  }

  @Test("nine names of communes occurred in two to four districts of 2021")
  func ambiguousNames() {
    let day = GeographyEdition.edition2021.referenceDate
    let communes = geography.units(on: day, level: .commune)
    let shared = Dictionary(grouping: communes) { $0.bareName }
      .filter { Set($0.value.compactMap(\.parentCode)).count > 1 }
    #expect(shared.count == 9)
    for (name, units) in shared {
      #expect(geography.units(named: name, on: day).count { $0.kind.level == .commune } == units.count)
      #expect((2...4).contains(Set(units.compactMap(\.parentCode)).count), "\(name)")
    }
  }

  @Test("every commune of 2021 and 2024 lies in a district on its own map")
  func districts() {
    for edition in [GeographyEdition.edition2021, .edition2024] {
      for unit in geography.units(on: edition.referenceDate, level: .commune) {
        let placement = geography.place(unit.key, recordedOn: edition.referenceDate, on: edition)
        let district = geography.unit(containing: unit.key, at: .district, on: edition.referenceDate)
        #expect(district.map { placement == .placed($0.key) } == true, "\(unit.key)")
      }
    }
  }
}
