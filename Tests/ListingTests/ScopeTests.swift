import CallerTestSupport
import Messages
import RPC
import Services
import Testing

@testable import Listing

/// Ways to read, change or learn of what is not one's own in the listing service.
@Suite("The listing service within a scope")
struct ScopeTests {
  private static let chiLang = Caller.office("187@2020-01-01")

  /// "index field reason" of what an import by a caller is refused for, the same for a dry run and a real one.
  private func faults(
    _ scenario: ScopeScenario,
    _ records: [ListingV1.Record],
    by caller: Caller = chiLang
  ) async throws -> [String] {
    let listing = scenario.listing.called(by: caller)
    let dry = try await listing.importing(records, dryRun: true)
    let faults = try await listing.faults(records)
    #expect(dry.violations.map { "\($0.recordIndex) \($0.field) \($0.reason)" } == faults)
    return faults
  }

  @Test("an office reaches what the producers of its units have, as the map is on the day of the call")
  func offices() async throws {
    try await ScopeScenario.following { scenario in
      #expect(try await scenario.reached(by: Self.chiLang) == ["DM", "TT"])
      #expect(try await scenario.reached(by: .office("182@2020-01-01")) == ["BV", "BX"])
      #expect(try await scenario.reached(by: .office("06154@2020-01-01")) == ["BV"])
      #expect(try await scenario.reached(by: .office("06154@2025-07-01")) == [])
      #expect(try await scenario.reached(by: .someone(.province)) == ScopeScenario.producers)
      #expect(try await scenario.reached(by: .someone(.auditor)) == ScopeScenario.producers)
      try scenario.setDay("2025-07-01")
      #expect(try await scenario.reached(by: Self.chiLang) == [])
      #expect(try await scenario.reached(by: .office("06154@2020-01-01")) == [])
      #expect(try await scenario.reached(by: .office("06154@2025-07-01")) == ["BV"])
      #expect(try await scenario.reached(by: .office("06463@2025-07-01")) == ["DM", "TT"])
      #expect(try await scenario.reached(by: .office("06463@2025-07-01", "06154@2025-07-01")) == ["BV", "DM", "TT"])
    }
  }

  @Test("a producer that the registry moves takes what it has along")
  func movedProducer() async throws {
    try await ScopeScenario.following { scenario in
      #expect(try await scenario.reached(by: Self.chiLang) == ["DM", "TT"])
      let revision = try await scenario.listing.registry.append([ScopeScenario.producer("TT", unit: "06154")])
      _ = try await scenario.listing.importing([], dryRun: true, registryRevision: revision)
      #expect(try await scenario.reached(by: Self.chiLang) == ["DM"])
      #expect(try await scenario.reached(by: .office("06154@2020-01-01")) == ["BV", "TT"])
    }
  }

  @Test("a producer reaches its own records only, and another's page token does not help")
  func producers() async throws {
    try await ScopeScenario.following { scenario in
      #expect(try await scenario.reached(by: .producer("TT")) == ["TT"])
      #expect(try await scenario.reached(by: .producer("XX")) == [])
      let token = try await scenario.listing.list(.order, size: 1).nextPageToken
      let page = try await scenario.listing.called(by: .producer("TT")).list(.order, token: token)
      #expect(page.records.compactMap { $0.reference?.id } == ["DH-TT"])
      let hidden = await scenario.failure {
        try await scenario.listing.called(by: .producer("TT")).get(.order, "DH-DM")
      }
      let missing = await scenario.failure { try await scenario.listing.called(by: .producer("TT")).get(.order, "XX") }
      #expect(hidden?.code == .notFound && hidden?.message == missing?.message)
      #expect(hidden?.resources.map(\.kind) == missing?.resources.map(\.kind))
    }
  }

  @Test("offices and producers import what is their own")
  func ownImports() async throws {
    func pack(_ id: String) -> [ListingV1.Record] {
      [
        Sample.order("DH-9\(id)", through: "DB-9\(id)"), Sample.listing("DB-9\(id)", in: "CH-9\(id)", of: "SP-\(id)"),
        Sample.store("CH-9\(id)", of: id), Sample.account("TK-9\(id)", of: id),
        Sample.monthlySales("BT-9\(id)", through: "DB-9\(id)"),
      ]
    }
    try await ScopeScenario.following { scenario in
      let byProducer = try await faults(scenario, pack("TT"), by: .producer("TT"))
      let byOffice = try await faults(scenario, pack("DM"))
      #expect(byProducer == [] && byOffice == [])
    }
  }

  @Test("what is another's is refused row by row, before the change and after it, and tells nothing of it")
  func foreignImports() async throws {
    try await ScopeScenario.following { scenario in
      for caller in [Self.chiLang, .producer("DM")] {
        let found = try await faults(
          scenario,
          [
            Sample.store("CH-9", of: "BV"), Sample.account("TK-9", of: "BV"),
            Sample.listing("DB-9", in: "CH-BV", of: "SP-BV"), Sample.listing("DB-8", in: "CH-DM", of: "SP-BV"),
            Sample.order("DH-9", through: "DB-BV"), Sample.monthlySales("BT-9", through: "DB-BV"),
            Sample.floor("shopee"), Sample.store("CH-BV", of: "DM"), Sample.listing("DB-BV", in: "CH-DM", of: "SP-DM"),
            Sample.order("DH-BV", through: "DB-DM"),
          ],
          by: caller
        )
        #expect(
          found == [
            "0 producer_id out_of_scope", "1 producer_id out_of_scope", "2 store_id out_of_scope",
            "3 product_id out_of_scope", "4 product_listing_id out_of_scope", "5 product_listing_id out_of_scope",
            "6 record out_of_scope", "7 store_id out_of_scope", "8 product_listing_id out_of_scope",
            "9 order_id out_of_scope",
          ]
        )
        let given = try await faults(scenario, [Sample.store("CH-DM", of: "BV")], by: caller)
        #expect(given == ["0 producer_id out_of_scope"])
        func told(_ id: String) async throws -> [String] {
          let records = [
            Sample.store("CH-9", of: id), Sample.listing("DB-9", in: "CH-\(id)", of: "SP-DM"),
            Sample.listing("DB-8", in: "CH-DM", of: "SP-\(id)"), Sample.order("DH-9", through: "DB-\(id)"),
          ]
          let summary = try await scenario.listing.called(by: caller).importing(records, dryRun: true)
          #expect(summary.created == 4 && summary.violationCount == 4)
          return summary.violations.map { "\($0.field) \($0.reason) \($0.description)".replacing(id, with: "ID") }
        }
        let known = try await told("BV")
        #expect(known == (try await told("XX")))
      }
    }
  }

  @Test("a call that nobody has verified gets nothing, and roles that a method does not name may not call it")
  func unverified() async throws {
    try await ScopeScenario.following { scenario in
      let nobody = scenario.listing.called(by: nil)
      #expect(await scenario.failure { try await nobody.get(.floor, "voso") }?.code == .unauthenticated)
      let list = await #expect(throws: RPCError.self) { try await nobody.list(.store) }
      #expect(list?.code == .unauthenticated)
      let importing = await #expect(throws: RPCError.self) { try await nobody.importing([], dryRun: true) }
      #expect(importing?.code == .unauthenticated)
      for (caller, code) in [(nil, StatusCode.unauthenticated), (Self.chiLang, .permissionDenied)] {
        let client = scenario.listing.called(by: caller).client
        let watching = await #expect(throws: RPCError.self) {
          for try await _ in try await client.watch(CommonV1.WatchRequest()) { break }
        }
        #expect(watching?.code == code)
        let verifying = await #expect(throws: RPCError.self) {
          for try await _ in try await client.verifyChangeLog(CommonV1.VerifyChangeLogRequest()) { break }
        }
        #expect(verifying?.code == code)
      }
      let auditor = await #expect(throws: RPCError.self) {
        try await scenario.listing.called(by: .someone(.auditor)).importing([], dryRun: true)
      }
      #expect(auditor?.code == .permissionDenied)
    }
  }
}
