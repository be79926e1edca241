import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import TestSupport
import Testing

@testable import Registry

/// A registry on the real map, with producers in places that tell the reforms apart, and one of everything they have:
/// - DM in 06463 Đồng Mỏ and TT in 06466, both of district 187, which went into the new 06463 in 2025;
/// - BV in 06154 Bắc Việt of district 182, which went into another 06154 in 2025;
/// - BX in 06622 of district 189, which was split in 2025; DD in 06040 of district 180, which was split in 2024.
/// DM is a household.
struct ScopeScenario {
  static let producers = ["BV", "BX", "DD", "DM", "TT"]
  static let units = ["DM": "06463", "TT": "06466", "BV": "06154", "BX": "06622", "DD": "06040"]

  let registry: RegistryUnderTest
  let clock: SettableClock

  init(on day: String = "2021-11-05") async throws {
    let clock = SettableClock(dayNumber: try CivilDate(parsing: day).daysSinceEpoch)
    self.clock = clock
    registry = try await RegistryUnderTest.withUnits(nowUnixMicroseconds: clock.nowUnixMicroseconds)
    var records: [RegistryV1.Record] = [
      Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187"]),
      Sample.target("MT-1", phase: "phase-1", unit: "187"), Sample.claim("CB-1", phase: "phase-1"),
      Sample.training("TH-187", unit: "187", attended: ["DM", "TT", "BV"]),
    ]
    for id in Self.producers {
      let unit = Self.units[id] ?? ""
      records += [
        id == "DM" ? Self.household(id, unit: unit) : Sample.producer(id, unit: unit),
        Sample.product("SP-\(id)", of: id),
        Sample.recognition("CN-\(id)", of: "SP-\(id)"), Sample.supportRequest("DN-\(id)", of: id),
        Sample.inspection("GS-\(id)", of: id, product: "SP-\(id)"), Sample.finding("PH-\(id)", of: "GS-\(id)"),
        Sample.training("TH-\(id)", unit: unit, attended: [id]), Sample.document("TL-\(id)", of: "SP-\(id)"),
      ]
    }
    let summary = try await registry.importing(records)
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
  }

  static func household(_ id: String, name: String = "Bà Bích Trâm", unit: String) -> RegistryV1.Record {
    var record = Sample.producer(id, name: name, unit: unit)
    if case .producer(var producer) = record.record {
      producer.type = .household
      record.record = .producer(producer)
    }
    return record
  }

  func setDay(_ day: String) throws {
    clock.set(dayNumber: try CivilDate(parsing: day).daysSinceEpoch)
  }

  /// Identifiers of the records of a kind that a caller lists, by page of `size`.
  func ids(_ kind: RegistryV1.RecordKind, for caller: Caller, size: UInt32 = 0) async throws -> [String] {
    let registry = registry.called(by: caller)
    var ids: [String] = []
    var token = ""
    repeat {
      let page = try await registry.list(kind, size: size, token: token)
      if size > 0, !page.nextPageToken.isEmpty { #expect(page.records.count == Int(size), "a page is not full") }
      ids += page.records.compactMap { $0.reference?.id }
      token = page.nextPageToken
    } while !token.isEmpty
    return ids
  }

  /// The producers that a caller reaches, after checking that it reaches just what they have, by lists and one by one.
  func reached(by caller: Caller) async throws -> [String] {
    let reached = try await ids(.producer, for: caller)
    let kinds: [(RegistryV1.RecordKind, String)] = [
      (.product, "SP-"), (.recognition, "CN-"), (.supportRequest, "DN-"), (.productDocument, "TL-"),
      (.inspection, "GS-"), (.inspectionFinding, "PH-"),
    ]
    for (kind, prefix) in kinds { #expect(try await ids(kind, for: caller, size: 1) == reached.map { prefix + $0 }) }
    for id in Self.producers {
      let isReached = reached.contains(id)
      for (kind, prefix) in kinds + [(.producer, "")] {
        let error = await failure { try await registry.called(by: caller).get(kind, prefix + id) }
        #expect((error == nil) == isReached, "\(kind) \(prefix)\(id)")
      }
    }
    return reached
  }

  /// What a call fails with; nil when it does not.
  func failure(_ body: () async throws -> RegistryV1.Record) async -> RPCError? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error as? RPCError
    }
  }
}
