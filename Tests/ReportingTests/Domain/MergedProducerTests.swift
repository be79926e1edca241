import DomainPrimitives
import Testing

@testable import Reporting

@Suite("Merged producers in the figures")
struct MergedProducerTests {
  /// B, registered in another district, is A's duplicate: A has the product's certificate and B the store, the account
  /// and a product of its own.
  private func scenario(merged: Bool) throws -> Scenario {
    var scenario = try Scenario()
    scenario.producer("A")
    scenario.producer("B", unit: "06253")
    if merged { scenario.facts.producers[1].mergedIntoProducerID = "A" }
    scenario.product("Na", of: "A")
    scenario.product("Mứt", of: "B")
    scenario.store("S", of: "B", on: "voso", from: "2021-08-01")
    scenario.account(of: "B", from: "2021-08-01")
    scenario.listing("L", of: "Mứt", in: "S", observed: "2021-08-05")
    scenario.order("DH", of: "L", on: "2021-08-10", kg: 3)
    return scenario
  }

  private func figures(_ scenario: Scenario, _ unit: String) throws -> Figures {
    let key = UnitKey(code: unit, validFrom: day("2020-01-01"))
    return try scenario.figures(.unit(phaseID: "phase-1", key: key), "2021-11-05")
  }

  @Test("a duplicate is no producer of its own, and what it has is the survivor's, in the survivor's row")
  func counted() throws {
    let apart = try scenario(merged: false)
    #expect(try apart.total("2021-11-05").producers == 2)
    #expect(try figures(apart, "187").producersWithStore == 0)
    #expect(try figures(apart, "184").producersWithStore == 1)

    let one = try scenario(merged: true)
    let total = try one.total("2021-11-05")
    #expect((total.producers, total.producersWithStore, total.producersWithPaymentAccount) == (1, 1, 1))
    #expect(total.productsRecognised == 2)
    let survivors = try figures(one, "187")
    #expect((survivors.producers, survivors.producersWithStore, survivors.productsListedAnyFloor) == (1, 1, 1))
    #expect(survivors.sales.orderCount == 1)
    #expect(try figures(one, "184").isEmpty)
  }

  @Test("an explanation shows both: the survivor counted, the duplicate left out as merged, in the same row")
  func explained() throws {
    let one = try scenario(merged: true)
    #expect(one.reasons(.producers, "2021-11-05") == ["B": .merged])
    #expect(one.reasons(.producersWithStore, "2021-11-05") == ["B": .merged])
    let members = one.count("2021-11-05").memberships(of: .producers)
    #expect(members[0].row == members[1].row)
    #expect(members[1].verdict.evidence.text() == "a duplicate, merged into A, where what it has is counted")
  }

  @Test("a product that is listed nowhere is not without a store when its producer's duplicate has one")
  func storeOfDuplicate() throws {
    #expect(try scenario(merged: false).reasons(.productsListedAnyFloor, "2021-11-05") == ["Na": .noStore])
    #expect(try scenario(merged: true).reasons(.productsListedAnyFloor, "2021-11-05") == ["Na": .storeWithoutListing])
  }

  @Test("a producer merged into one that has not arrived counts by itself until then")
  func unknownSurvivor() throws {
    var scenario = try Scenario()
    scenario.producer("B")
    scenario.facts.producers[0].mergedIntoProducerID = "A"
    #expect(try scenario.total("2021-11-05").producers == 1)
  }

  @Test("an exception goes before a product's windows, and the explanation names it")
  func seasonException() throws {
    let window = try SeasonWindow(firstMonth: 7, lastMonth: 11)
    let failed = try SeasonException(firstMonth: month("2021-10"), lastMonth: month("2021-11"), isInSeason: false)
    var scenario = try Scenario()
    scenario.producer("A")
    scenario.product("Na", of: "A", seasons: SeasonWindows([window], exceptions: [failed]))
    #expect(scenario.reasons(.productsListedAnyFloor, "2021-09-30") == ["Na": .noStore])
    #expect(scenario.reasons(.productsListedAnyFloor, "2021-10-01") == ["Na": .outOfSeason])
    #expect(scenario.reasons(.productsListedAnyFloor, "2022-10-01") == ["Na": .noStore])
    let evidence = scenario.count("2021-10-01").memberships(of: .productsListedAnyFloor)[0].verdict.evidence
    #expect(evidence.text() == "out of season: not to be had 2021-10 to 2021-11, an exception")
  }
}
