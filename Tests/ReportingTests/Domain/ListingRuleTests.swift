import DomainPrimitives
import Testing

@testable import Reporting

@Suite("Which products are listed")
struct ListingRuleTests {
  private let seasons = try? SeasonWindows([SeasonWindow(firstMonth: 11, lastMonth: 2)])

  private func scenario() throws -> Scenario {
    var scenario = try Scenario()
    scenario.producer("HTX")
    scenario.store("S-voso", of: "HTX", on: "voso", from: "2021-08-01")
    scenario.store("S-postmart", of: "HTX", on: "postmart", from: "2021-08-01")
    return scenario
  }

  @Test("a product on two floors and in two stores of one floor counts once")
  func countsOnce() throws {
    var scenario = try scenario()
    scenario.store("S-voso-2", of: "HTX", on: "voso", from: "2021-08-01")
    scenario.product("Na", of: "HTX")
    for store in ["S-voso", "S-voso-2", "S-postmart"] {
      scenario.listing("L-\(store)", of: "Na", in: store, observed: "2021-08-10")
    }
    let figures = try scenario.total("2021-09-01")
    #expect(figures.productsListedAnyFloor == 1)
    #expect(figures.productsListedByFloor == [1, 1])
    #expect(figures.productsListedOnEveryFloor == 1)
    #expect(figures.productsRecognised == 1)
  }

  @Test("declared and accepted is not listed: only what somebody saw live")
  func declaredIsNotListed() throws {
    var scenario = try scenario()
    scenario.product("Na", of: "HTX")
    scenario.listing(
      "L",
      of: "Na",
      in: "S-voso",
      planned: "2021-08-01",
      declared: "2021-08-02",
      accepted: "2021-08-03",
      observed: "2021-08-09"
    )
    #expect(try scenario.total("2021-08-08").productsListedAnyFloor == 0)
    #expect(scenario.reasons(.productsListedAnyFloor, "2021-08-08") == ["Na": .declaredNotSeen])
    #expect(try scenario.total("2021-08-09").productsListedAnyFloor == 1)
    let verdict = scenario.count("2021-08-08").memberships(of: .productsListedAnyFloor)[0].verdict
    #expect(verdict.evidence.text() == "accepted by voso 2021-08-03, not yet seen live")
  }

  @Test("out of season is not the same as not listed")
  func outOfSeason() throws {
    var scenario = try scenario()
    let seasons = try #require(seasons)
    scenario.product("Cải làn", of: "HTX", seasons: seasons)
    scenario.product("Na", of: "HTX")
    #expect(try scenario.total("2021-10-31").productsOutOfSeason == 1)
    #expect(
      scenario.reasons(.productsListedAnyFloor, "2021-10-31")
        == ["Cải làn": .outOfSeason, "Na": .storeWithoutListing]
    )
    // In season it is to be listed like any other.
    #expect(try scenario.total("2021-11-01").productsOutOfSeason == 0)
    #expect(scenario.reasons(.productsListedAnyFloor, "2021-11-01")["Cải làn"] == .storeWithoutListing)
    // Live all the same: listed, and not out of season on the other floor either.
    scenario.listing("L", of: "Cải làn", in: "S-voso", observed: "2021-09-01")
    let figures = try scenario.total("2021-10-31")
    #expect(figures.productsOutOfSeason == 0)
    #expect(figures.productsListedByFloor == [0, 1])
    #expect(
      scenario.reasons(.productsListed(floorID: "postmart"), "2021-10-31")["Cải làn"] == .storeWithoutListing
    )
  }

  @Test("a listing counts until the day before it is taken off, or its store closes")
  func endsAndClosings() throws {
    var scenario = try scenario()
    scenario.product("Na", of: "HTX")
    scenario.product("Hồi", of: "HTX")
    scenario.store("S-old", of: "HTX", on: "voso", from: "2021-07-01", closed: "2021-09-10")
    scenario.listing("L1", of: "Na", in: "S-voso", observed: "2021-08-10", ended: "2021-09-05")
    scenario.listing("L2", of: "Hồi", in: "S-old", observed: "2021-08-10")
    #expect(try scenario.total("2021-09-04").productsListedAnyFloor == 2)
    #expect(scenario.reasons(.productsListedAnyFloor, "2021-09-05") == ["Na": .ended])
    #expect(scenario.reasons(.productsListedAnyFloor, "2021-09-10") == ["Na": .ended, "Hồi": .storeClosed])
  }

  @Test("a plan, a listing that comes later, a store without the product and no store are told apart")
  func absences() throws {
    var scenario = try scenario()
    scenario.producer("Không")
    for product in ["planned", "later", "bare"] { scenario.product(product, of: "HTX") }
    scenario.product("homeless", of: "Không")
    scenario.product("unrecognised", of: "HTX", recognised: nil)
    scenario.listing("L1", of: "planned", in: "S-voso", planned: "2021-11-30")
    scenario.listing("L2", of: "later", in: "S-voso", observed: "2021-12-01")
    scenario.listing("L3", of: "unrecognised", in: "S-voso", observed: "2021-08-10")
    #expect(
      scenario.reasons(.productsListedAnyFloor, "2021-11-05") == [
        "planned": .planned, "later": .afterAsOf, "bare": .storeWithoutListing, "homeless": .noStore,
        "unrecognised": .notYetRecognised,
      ]
    )
    #expect(try scenario.total("2021-11-05").productsListedAnyFloor == 0)
  }

  @Test("listed on one floor only is left out of both floors, with the floor that is missing")
  func oneFloorOnly() throws {
    var scenario = try scenario()
    scenario.product("Na", of: "HTX")
    scenario.listing("L", of: "Na", in: "S-voso", observed: "2021-08-10")
    let verdict = scenario.count("2021-09-01").memberships(of: .productsListedOnEveryFloor)[0].verdict
    #expect(verdict.reason == .listedOnOneFloorOnly)
    #expect(verdict.evidence.text() == "seen live on voso 2021-08-10; not listed on postmart")
  }
}
