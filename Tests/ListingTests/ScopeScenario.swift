import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import TestSupport
import Testing

@testable import Listing

/// A listing service that follows a registry with a small map: until 2025-07-01 district 187 with communes 06463 and
/// 06466, district 182 with 06154, and 06622 in 182; then 06463 and 06466 became a new 06463, 06154 another 06154, and
/// 06622 was split between both. Producers DM, TT, BV and BX lie in those communes, in that order, with one store,
/// account, listing, order and monthly total each.
struct ScopeScenario {
  static let producers = ["BV", "BX", "DM", "TT"]
  private static let places = ["DM": "06463", "TT": "06466", "BV": "06154", "BX": "06622"]

  let listing: ListingUnderTest
  let clock: SettableClock

  /// Runs a test while the service follows the registry.
  static func following(on day: String = "2021-11-05", _ body: (ScopeScenario) async throws -> Void) async throws {
    let clock = SettableClock(dayNumber: try CivilDate(parsing: day).daysSinceEpoch)
    let listing = try ListingUnderTest(nowUnixMicroseconds: clock.nowUnixMicroseconds)
    let known = try await listing.registry.append(map + registered)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await listing.service.run() }
      var records = [Sample.floor("voso")]
      for id in producers {
        records += [
          Sample.store("CH-\(id)", of: id), Sample.account("TK-\(id)", of: id),
          Sample.listing("DB-\(id)", in: "CH-\(id)", of: "SP-\(id)"), Sample.order("DH-\(id)", through: "DB-\(id)"),
          Sample.monthlySales("BT-\(id)", through: "DB-\(id)"), Sample.observation("QS-\(id)", of: "DB-\(id)"),
          Sample.price("GB-\(id)", of: "DB-\(id)"), Sample.pause("TD-\(id)", of: "DB-\(id)"),
          Sample.expectation("KV-\(id)", of: "SP-\(id)"),
        ]
      }
      let summary = try await listing.importing(records, registryRevision: known)
      try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
      try await body(ScopeScenario(listing: listing, clock: clock))
      group.cancelAll()
    }
  }

  func setDay(_ day: String) throws {
    clock.set(dayNumber: try CivilDate(parsing: day).daysSinceEpoch)
  }

  /// Identifiers of the records of a kind that a caller lists, by page of `size`.
  func ids(_ kind: ListingV1.RecordKind, for caller: Caller, size: UInt32 = 0) async throws -> [String] {
    let listing = listing.called(by: caller)
    var ids: [String] = []
    var token = ""
    repeat {
      let page = try await listing.list(kind, size: size, token: token)
      if size > 0, !page.nextPageToken.isEmpty { #expect(page.records.count == Int(size), "a page is not full") }
      ids += page.records.compactMap { $0.reference?.id }
      token = page.nextPageToken
    } while !token.isEmpty
    return ids
  }

  /// The producers whose records a caller reaches, after checking every kind by list and one by one.
  func reached(by caller: Caller) async throws -> [String] {
    let reached = try await ids(.store, for: caller).map { String($0.dropFirst(3)) }
    let kinds: [(ListingV1.RecordKind, String)] = [
      (.store, "CH-"), (.paymentAccount, "TK-"), (.productListing, "DB-"), (.order, "DH-"), (.monthlySales, "BT-"),
      (.listingObservation, "QS-"), (.listingPrice, "GB-"), (.listingPause, "TD-"), (.salesExpectation, "KV-"),
    ]
    for (kind, prefix) in kinds {
      #expect(try await ids(kind, for: caller, size: 1) == reached.map { prefix + $0 })
      for id in Self.producers {
        let error = await failure { try await listing.called(by: caller).get(kind, prefix + id) }
        #expect((error == nil) == reached.contains(id), "\(kind) \(prefix)\(id)")
        #expect(error == nil || error?.code == .notFound)
      }
    }
    #expect(try await ids(.floor, for: caller) == ["voso"])
    return reached
  }

  /// What a call fails with; nil when it does not.
  func failure(_ body: () async throws -> ListingV1.Record) async -> RPCError? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error as? RPCError
    }
  }

  // MARK: The registry's records

  static func unit(
    _ code: String,
    _ kind: RegistryV1.UnitKind,
    parent: String,
    from: String = "2020-01-01",
    to: String = ""
  ) -> RegistryV1.Record {
    var unit = RegistryV1.AdministrativeUnit()
    unit.code = code
    unit.name = code
    unit.kind = kind
    unit.parentCode = parent
    unit.validFrom = from
    unit.validTo = to
    var record = RegistryV1.Record()
    record.record = .administrativeUnit(unit)
    return record
  }

  static func producer(_ id: String, unit: String, on day: String = "2020-06-18") -> RegistryV1.Record {
    var producer = RegistryV1.Producer()
    producer.producerID = id
    producer.type = .cooperative
    producer.unitCode = unit
    producer.registeredOn = day
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    return record
  }

  private static func succession(_ from: String, _ to: String, _ change: RegistryV1.SuccessionChange)
    -> RegistryV1.Record
  {
    var edge = RegistryV1.UnitSuccession()
    edge.fromCode = from
    edge.fromValidFrom = "2020-01-01"
    edge.toCode = to
    edge.toValidFrom = "2025-07-01"
    edge.change = change
    var record = RegistryV1.Record()
    record.record = .unitSuccession(edge)
    return record
  }

  private static var map: [RegistryV1.Record] {
    let end = "2025-07-01"
    return [
      unit("20", .province, parent: ""), unit("187", .district, parent: "20", to: end),
      unit("182", .district, parent: "20", to: end), unit("06463", .township, parent: "187", to: end),
      unit("06466", .township, parent: "187", to: end), unit("06154", .commune, parent: "182", to: end),
      unit("06622", .commune, parent: "182", to: end), unit("06463", .commune, parent: "20", from: end),
      unit("06154", .commune, parent: "20", from: end), succession("06463", "06463", .merged),
      succession("06466", "06463", .merged), succession("06154", "06154", .merged),
      succession("06622", "06463", .split), succession("06622", "06154", .split),
    ]
  }

  private static var registered: [RegistryV1.Record] {
    producers.flatMap { [producer($0, unit: places[$0] ?? ""), Sample.product("SP-\($0)", of: $0)] }
  }
}
