import DomainPrimitives
import Testing

/// A province small enough to be read: districts A and B until 2025; in 2024 one commune is merged and one split.
@Suite("Geography of a small province")
struct GeographyTests {
  private let geography: AdministrativeGeography

  init() throws {
    let lines = [
      "20 Tỉnh_Một province - 2020-01-01 -",
      "1A Huyện_A district 20 2020-01-01 2025-07-01",
      "1B Huyện_B district 20 2020-01-01 2025-07-01",
      "101 Xã_Hồng commune 1A 2020-01-01 2025-07-01",
      "102 Xã_Lan commune 1A 2020-01-01 2024-12-01",
      "103 Xã_Cúc commune 1A 2020-01-01 2025-07-01",
      "104 Xã_Mai commune 1A 2020-01-01 2024-12-01",
      "104 Thị_trấn_Mai township 1A 2024-12-01 2025-07-01",
      "201 Xã_Hồng commune 1B 2020-01-01 2025-07-01",
      "202 Xã_Đào commune 1B 2020-01-01 2025-07-01",
      "101 Xã_Hồng_Lan commune 20 2025-07-01 -",
      "104 Xã_Mai_Cúc commune 20 2025-07-01 -",
      "201 Xã_Đào_Hồng commune 20 2025-07-01 -",
    ]
    let edges = [
      // 102 goes into 101; 104 is split between its own code and 103.
      "102@2020-01-01 101@2020-01-01 merged",
      "104@2020-01-01 104@2024-12-01 split", "104@2020-01-01 103@2020-01-01 split",
      "101@2020-01-01 101@2025-07-01 merged",
      "103@2020-01-01 104@2025-07-01 merged", "104@2024-12-01 104@2025-07-01 merged",
      // 201 of 2025 has parts of both districts; 202 is split.
      "201@2020-01-01 201@2025-07-01 merged",
      "202@2020-01-01 201@2025-07-01 split", "202@2020-01-01 101@2025-07-01 split",
    ]
    geography = AdministrativeGeography(
      units: try lines.map(Self.unit),
      successions: try edges.map { line in
        let parts = line.split(separator: " ")
        return UnitSuccession(
          from: try UnitKey(parsing: parts[0]),
          to: try UnitKey(parsing: parts[1]),
          change: parts[2] == "split" ? .split : .merged
        )
      }
    )
  }

  private static func unit(_ line: String) throws -> AdministrativeUnit {
    let kinds: [Substring: UnitKind] = [
      "province": .province, "district": .district, "commune": .commune, "township": .township,
    ]
    let parts = line.split(separator: " ")
    return AdministrativeUnit(
      key: UnitKey(code: String(parts[0]), validFrom: try CivilDate(parsing: parts[4])),
      name: String(parts[1].map { $0 == "_" ? " " : $0 }),
      kind: try #require(kinds[parts[2]]),
      parentCode: parts[3] == "-" ? nil : String(parts[3]),
      validTo: parts[5] == "-" ? nil : try CivilDate(parsing: parts[5])
    )
  }

  private func key(_ text: String) throws -> UnitKey {
    try UnitKey(parsing: text)
  }

  @Test("one code names different units at different times")
  func codeLookUp() throws {
    let before = try #require(geography.unit(code: "104", on: CivilDate(parsing: "2024-11-30")))
    let after = try #require(geography.unit(code: "104", on: CivilDate(parsing: "2024-12-01")))
    #expect(before.name == "Xã Mai")
    #expect(after.name == "Thị trấn Mai")
    #expect(geography.unit(code: "102", on: try CivilDate(parsing: "2024-12-01")) == nil)
    #expect(geography.unit(code: "104", on: try CivilDate(parsing: "2019-12-31")) == nil)
  }

  @Test("a name alone finds every unit that bears it, with or without the word for its kind")
  func nameLookUp() throws {
    let day = try CivilDate(parsing: "2021-11-05")
    #expect(geography.units(named: "hồng", on: day).map(\.key.code) == ["101", "201"])
    #expect(geography.units(named: "Xã Hồng", on: day).count == 2)
    #expect(geography.units(named: "Hồng", on: try CivilDate(parsing: "2025-07-01")).isEmpty)
  }

  @Test("a commune lies in a district until 2025 and directly in the province from then on")
  func ancestors() throws {
    let old = try CivilDate(parsing: "2021-11-05")
    let new = try CivilDate(parsing: "2025-07-01")
    #expect(geography.ancestors(of: try key("101@2020-01-01"), on: old).map(\.key.code) == ["1A", "20"])
    #expect(geography.ancestors(of: try key("101@2025-07-01"), on: new).map(\.key.code) == ["20"])
    #expect(geography.unit(containing: try key("101@2025-07-01"), at: .district, on: new) == nil)
  }

  @Test("a unit that was merged once and again is placed where it came to lie")
  func placedForward() throws {
    #expect(geography.place(try key("102@2020-01-01"), on: .edition2021) == .placed(try key("1A@2020-01-01")))
    #expect(geography.place(try key("102@2020-01-01"), on: .edition2025) == .placed(try key("101@2025-07-01")))
    // Split in 2024, but both parts came together again in 2025.
    #expect(geography.place(try key("104@2020-01-01"), on: .edition2025) == .placed(try key("104@2025-07-01")))
  }

  @Test("a split unit is placed in the district that both parts lie in, and in no commune")
  func splitForward() throws {
    let split = try key("104@2020-01-01")
    #expect(geography.place(split, on: .edition2024) == .placed(try key("1A@2020-01-01")))
    #expect(
      geography.place(split, on: .edition2024, level: .commune)
        == .undetermined(candidates: [try key("103@2020-01-01"), try key("104@2024-12-01")])
    )
    #expect(
      geography.place(try key("202@2020-01-01"), on: .edition2025)
        == .undetermined(candidates: [try key("101@2025-07-01"), try key("201@2025-07-01")])
    )
  }

  @Test("a unit of 2025 is placed on an older map when all it was made of lies in one district there")
  func placedBackward() throws {
    #expect(geography.place(try key("104@2025-07-01"), on: .edition2021) == .placed(try key("1A@2020-01-01")))
    #expect(geography.place(try key("201@2025-07-01"), on: .edition2021) == .placed(try key("1B@2020-01-01")))
    #expect(
      geography.place(try key("101@2025-07-01"), on: .edition2021)
        == .undetermined(candidates: [try key("1A@2020-01-01"), try key("1B@2020-01-01")])
    )
  }

  @Test("what a unit took in counts on an older map only for records made after it did")
  func recordDay() throws {
    let receiver = try key("101@2020-01-01")
    #expect(
      geography.place(
        receiver,
        recordedOn: try CivilDate(parsing: "2024-11-30"),
        on: .edition2021,
        level: .commune
      ) == .placed(receiver)
    )
    #expect(
      geography.place(
        receiver,
        recordedOn: try CivilDate(parsing: "2024-12-01"),
        on: .edition2021,
        level: .commune
      ) == .undetermined(candidates: [receiver, try key("102@2020-01-01")])
    )
  }

  @Test("a unit that is unknown, or of which nothing is recorded, is undetermined and no candidate is made up")
  func deadEnds() throws {
    #expect(geography.place(try key("999@2020-01-01"), on: .edition2021) == .undetermined(candidates: []))
    #expect(geography.place(try key("1A@2020-01-01"), on: .edition2025) == .undetermined(candidates: []))
  }

  @Test("an edition is in force from its reference date")
  func editions() throws {
    let expected: [(String, GeographyEdition)] = [
      ("2019-01-01", .edition2021), ("2024-11-30", .edition2021), ("2024-12-01", .edition2024),
      ("2025-06-30", .edition2024), ("2025-07-01", .edition2025),
    ]
    for (day, edition) in expected {
      #expect(GeographyEdition.inForce(on: try CivilDate(parsing: day)) == edition, "\(day)")
    }
  }

  @Test("a unit's key is read back from what it writes, and nothing else is read")
  func keys() throws {
    #expect(try key("06463@2020-01-01").description == "06463@2020-01-01")
    for text in ["06463", "@2020-01-01", "06463@", "06463@2020"] {
      #expect(throws: CalendarError.self, "\(text)") { try UnitKey(parsing: text) }
    }
  }
}
