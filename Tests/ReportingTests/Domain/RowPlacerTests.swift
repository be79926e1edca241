import DomainPrimitives
import Testing

@testable import Reporting

@Suite("Which row a record belongs to")
struct RowPlacerTests {
  private func key(_ unit: String, from date: String, _ edition: GeographyEdition) throws -> RowKey {
    var scenario = try Scenario()
    scenario.producer("A", unit: unit, from: date)
    return scenario.count("2025-12-31", edition).placer.key(of: scenario.facts.producers[0])
  }

  private func row(_ phase: String?, _ code: String, _ from: String = "2020-01-01") -> RowKey {
    RowKey(phaseID: phase, place: .unit(UnitKey(code: code, validFrom: day(from))))
  }

  @Test("a commune of 2021 lies in its district, and on the map of 2025 in the commune it became")
  func ordinaryCommune() throws {
    #expect(try key("06463", from: "2020-06-01", .edition2021) == row("phase-1", "187"))
    #expect(try key("06463", from: "2020-06-01", .edition2024) == row("phase-1", "187"))
    #expect(try key("06463", from: "2020-06-01", .edition2025) == row("phase-1", "06463", "2025-07-01"))
  }

  @Test("a code that was used again is another place")
  func codeUsedAgain() throws {
    // 06154: Bắc Việt commune to June 2025, then the whole of Văn Lãng.
    #expect(try key("06154", from: "2021-01-01", .edition2021) == row("phase-2", "182"))
    let later = try key("06154", from: "2026-01-01", .edition2025)
    #expect(later == row("phase-2", "06154", "2025-07-01"))
  }

  @Test("a split commune is undetermined in 2025, but keeps its district and its phase")
  func splitCommune() throws {
    #expect(try key("06622", from: "2021-01-01", .edition2021) == row("phase-2", "189"))
    #expect(try key("06622", from: "2021-01-01", .edition2025) == RowKey(phaseID: "phase-2", place: .undetermined))
  }

  @Test("a producer of a split commune lies where the province has placed it, on the maps that leave it open")
  func placedByTheProvince() throws {
    func key(_ edition: GeographyEdition, in placed: String...) throws -> RowKey {
      var scenario = try Scenario()
      scenario.producer("A", unit: "06622", from: "2021-01-01")
      scenario.facts.producers[0].placedIn = placed.map { UnitKey(code: $0, validFrom: day("2025-07-01")) }
      return scenario.count("2025-12-31", edition).placer.keys(of: scenario.facts.producers)[0]
    }
    #expect(try key(.edition2025, in: "06613") == row("phase-2", "06613", "2025-07-01"))
    #expect(try key(.edition2025, in: "06625") == row("phase-2", "06625", "2025-07-01"))
    #expect(try key(.edition2021, in: "06625") == row("phase-2", "189"))
    // What its commune cannot have become says nothing.
    #expect(try key(.edition2025, in: "06463") == RowKey(phaseID: "phase-2", place: .undetermined))
  }

  @Test("a commune split in 2024 is placed on the map of 2024, since both parts lie in one district")
  func splitWithinDistrict() throws {
    #expect(try key("06040", from: "2021-01-01", .edition2024) == row("phase-1", "180"))
    #expect(try key("06040", from: "2021-01-01", .edition2025) == RowKey(phaseID: "phase-1", place: .undetermined))
  }

  @Test("a producer registered in a commune of 2025 is placed back on the districts of its phase")
  func registeredLater() throws {
    #expect(try key("06463", from: "2025-08-01", .edition2025) == row("phase-1", "06463", "2025-07-01"))
    #expect(try key("06463", from: "2025-08-01", .edition2021) == row("phase-1", "187"))
  }

  @Test("where a new commune straddles two districts of one phase, the phase is known and the district is not")
  func straddlesWithinPhase() throws {
    // 06187 Kỳ Lừa: of the city (178) and of Cao Lộc (183), both phase 2.
    #expect(try key("06187", from: "2025-08-01", .edition2025) == row("phase-2", "06187", "2025-07-01"))
    #expect(try key("06187", from: "2025-08-01", .edition2021) == RowKey(phaseID: "phase-2", place: .undetermined))
  }

  @Test("where a new commune straddles two phases, nothing is guessed")
  func straddlesPhases() throws {
    // 06286 Khánh Khê: of Cao Lộc (phase 2) and of Văn Quan (phase 1).
    for edition in GeographyEdition.allCases {
      #expect(try key("06286", from: "2025-08-01", edition) == RowKey(phaseID: nil, place: .undetermined))
    }
  }

  @Test("a commune of 2025 that straddles two phases is a row of both")
  func straddlingRows() throws {
    let placer = try Scenario().count("2025-12-31", .edition2025).placer
    let straddling = UnitKey(code: "06286", validFrom: day("2025-07-01"))
    #expect(placer.units(of: "phase-1").contains(straddling))
    #expect(placer.units(of: "phase-2").contains(straddling))
    let all = Set(placer.units(of: "phase-1") + placer.units(of: "phase-2"))
    #expect(all == Set(placer.editionUnits))
    #expect(all.count == 65)
  }

  @Test("a unit in no phase has rows of its own, before the total")
  func outsideOfPhases() throws {
    var scenario = try Scenario()
    scenario.facts.phases.removeLast()
    scenario.producer("A", unit: "06613")
    let selectors = try scenario.count("2021-11-05").rows().map(\.selector)
    let district = RowSelector.unit(phaseID: nil, key: UnitKey(code: "189", validFrom: day("2020-01-01")))
    #expect(Array(selectors.suffix(3)) == [.phaseTotal(phaseID: "phase-1"), district, .total])
  }

  @Test("a district that two phases name belongs to the earlier one, and is a row only there")
  func districtInTwoPhases() throws {
    var scenario = try Scenario()
    scenario.facts.phases.append(
      CampaignPhase(id: "again", name: "Again", startsOn: day("2022-01-01"), unitCodes: ["187"])
    )
    scenario.producer("A")
    let count = scenario.count("2022-06-01")
    #expect(count.placer.key(of: scenario.facts.producers[0]).phaseID == "phase-1")
    #expect(count.placer.units(of: "again") == [])
  }

  @Test("a producer whose code names no unit on its day is undetermined, and still in the total")
  func unknownUnit() throws {
    var scenario = try Scenario()
    scenario.producer("A", unit: "99999")
    let rows = try scenario.count("2021-11-05").rows()
    #expect(rows.last?.figures.producers == 1)
    #expect(rows.first { $0.selector == .undetermined(phaseID: nil) }?.figures.producers == 1)
  }
}
