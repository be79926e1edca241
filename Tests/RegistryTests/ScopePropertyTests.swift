import CallerTestSupport
import DomainPrimitives
import Feed
import Messages
import RPC
import Storage
import TestSupport
import Testing

@testable import Registry

/// Random producers on the real map, random offices, on the days that maps begin: what the lists give, page by page,
/// must be what placing every single record gives.
@Suite("Lists within random scopes")
struct ScopePropertyTests {
  @Test("a list is what a slow obvious filter gives, in full pages", arguments: 1...4)
  func lists(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let scenario = try await ScopeScenario()
    let geography = try await Self.geography(of: scenario)
    let placed = try await Self.addProducers(40, to: scenario, geography, &generator)
    for edition in GeographyEdition.allCases {
      try scenario.setDay(edition.referenceDate.description)
      for _ in 0..<6 {
        let units = (0..<generator.within(1, 4)).map { _ in generator.pick(geography.units) }
        let caller = Caller(
          subject: "office.test",
          role: .office,
          units: units.map { Caller.Unit(code: $0.key.code, validFrom: $0.key.validFrom.description) },
          credential: "test"
        )
        let expected = placed.filter { producer in
          units.contains { unit in
            let place = geography.place(
              producer.unit,
              recordedOn: producer.day,
              on: edition,
              level: unit.kind.level
            )
            return unit.isInForce(on: edition.referenceDate) && place == .placed(unit.key)
          }
        }.map(\.id).sorted()
        let size = UInt32(generator.within(1, 7))
        let own = try await scenario.ids(.producer, for: caller, size: size).filter { $0.hasPrefix("R-") }
        #expect(own == expected, "seed \(seed), \(edition), \(units.map(\.key))")
        let products = try await scenario.ids(.product, for: caller, size: size).filter { $0.hasPrefix("SP-R-") }
        #expect(products == expected.map { "SP-\($0)" }, "seed \(seed), \(edition)")
      }
    }
  }

  private struct Placed {
    let id: String
    let unit: UnitKey
    let day: CivilDate
  }

  private static func addProducers(
    _ count: Int,
    to scenario: ScopeScenario,
    _ geography: AdministrativeGeography,
    _ generator: inout SeededGenerator
  ) async throws -> [Placed] {
    let first = try CivilDate(parsing: "2020-01-01")
    var placed: [Placed] = []
    for index in 0..<count {
      let day = first.adding(days: generator.below(2200))
      let communes = geography.units(on: day, level: .commune)
      placed.append(Placed(id: "R-\(100 + index)", unit: generator.pick(communes).key, day: day))
    }
    let records = placed.flatMap { producer in
      [
        Sample.producer(producer.id, unit: producer.unit.code, on: producer.day.description),
        Sample.product("SP-\(producer.id)", of: producer.id),
      ]
    }
    let summary = try await scenario.registry.importing(records)
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
    return placed
  }

  private static func geography(of scenario: ScopeScenario) async throws -> AdministrativeGeography {
    try await scenario.registry.database.read { transaction in
      AdministrativeGeography(
        units: try RegistryTables.units.select("", [], in: transaction),
        successions: try RegistryTables.successions.select("", [], in: transaction).map(\.succession)
      )
    }
  }
}
