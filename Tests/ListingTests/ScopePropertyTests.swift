import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import TestSupport
import Testing

@testable import Listing

/// Random producers in the four communes and their heirs, with random stores, listings and orders; random offices and
/// days. What the lists give, page by page, must be what asking for each record's producer gives.
@Suite("Lists of the listing service within random scopes")
struct ScopePropertyTests {
  private struct Place {
    let unit: String
    let day: String
  }

  /// Whom a place belongs to, by office: written down by hand, from the map of `ScopeScenario`.
  private static let owners: [String: [(unit: String, days: Range<String>)]] = [
    "187@2020-01-01": [("06463", "2020"..<"2025-07-01"), ("06466", "2020"..<"2025-07-01")],
    // What is registered in the new 06154 lay, on a day before the reform, in the old one or in 06622: both of 182.
    "182@2020-01-01": [
      ("06154", "2020"..<"2025-07-01"), ("06622", "2020"..<"2025-07-01"), ("06154", "2025-07-01"..<"2099"),
    ],
    "06466@2020-01-01": [("06466", "2020"..<"2025-07-01")],
    "06463@2025-07-01": [
      ("06463", "2020"..<"2025-07-01"), ("06466", "2020"..<"2025-07-01"), ("06463", "2025-07-01"..<"2099"),
    ],
    "06154@2025-07-01": [("06154", "2020"..<"2025-07-01"), ("06154", "2025-07-01"..<"2099")],
  ]

  @Test("a list is what a slow obvious filter gives, in full pages", arguments: 1...4)
  func lists(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    try await ScopeScenario.following { scenario in
      let places = Self.places(&generator)
      try await Self.add(places, to: scenario, &generator)
      for today in ["2021-11-05", "2026-03-01"] {
        try scenario.setDay(today)
        let isReformed = today >= "2025-07-01"
        for _ in 0..<8 {
          let offices = (0..<generator.within(1, 2)).map { _ in generator.pick(Self.owners.keys.sorted()) }
          let inForce = offices.filter { $0.hasSuffix("2025-07-01") == isReformed }
          let expected = places.filter { _, place in
            inForce.contains { office in
              Self.owners[office]?.contains { $0.unit == place.unit && $0.days.contains(place.day) } ?? false
            }
          }.keys.sorted()
          let units = offices.map { office in
            let parts = office.split(separator: "@").map(String.init)
            return Caller.Unit(code: parts[0], validFrom: parts[1])
          }
          let caller = Caller(subject: "office.test", role: .office, units: units, credential: "test")
          let size = UInt32(generator.within(1, 6))
          for (kind, prefix) in [
            (ListingV1.RecordKind.store, "CH-"), (.paymentAccount, "TK-"), (.productListing, "DB-"), (.order, "DH-"),
            (.monthlySales, "BT-"),
          ] {
            let found = try await scenario.ids(kind, for: caller, size: size).filter { $0.hasPrefix("\(prefix)R-") }
            #expect(found == expected.map { prefix + $0 }, "seed \(seed), \(today), \(offices), \(kind)")
          }
        }
      }
    }
  }

  private static func places(_ generator: inout SeededGenerator) -> [String: Place] {
    var places: [String: Place] = [:]
    for index in 0..<30 {
      let isNew = generator.chance(30)
      let unit = generator.pick(isNew ? ["06463", "06154"] : ["06463", "06466", "06154", "06622"])
      let year = isNew ? "2025-0\(generator.within(7, 9))" : "202\(generator.within(0, 4))-0\(generator.within(1, 9))"
      places["R-\(100 + index)"] = Place(unit: unit, day: "\(year)-0\(generator.within(1, 9))")
    }
    return places
  }

  private static func add(
    _ places: [String: Place],
    to scenario: ScopeScenario,
    _ generator: inout SeededGenerator
  ) async throws {
    let known = try await scenario.listing.registry.append(
      places.flatMap { id, place in
        [ScopeScenario.producer(id, unit: place.unit, on: place.day), Sample.product("SP-\(id)", of: id)]
      }
    )
    let records = places.keys.flatMap { id in
      [
        Sample.store("CH-\(id)", of: id), Sample.account("TK-\(id)", of: id),
        Sample.listing("DB-\(id)", in: "CH-\(id)", of: "SP-\(id)"), Sample.order("DH-\(id)", through: "DB-\(id)"),
        Sample.monthlySales("BT-\(id)", through: "DB-\(id)"),
      ]
    }.shuffled(using: &generator)
    let summary = try await scenario.listing.importing(records, registryRevision: known)
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
  }
}
