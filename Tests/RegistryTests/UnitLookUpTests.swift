import CallerTestSupport
import Messages
import RPC
import Services
import Testing

@testable import Registry

/// Goal: a place is found on the day that is asked about, and a name that several places have is answered with all of
/// them. Method: the real units of Lạng Sơn.
@Suite("Look-up of administrative units")
struct UnitLookUpTests {
  private func find(
    _ text: String,
    on day: String = "2021-11-05",
    level: RegistryV1.UnitLevel = .unspecified,
    under: String = "",
    limit: UInt32 = 0,
    in registry: RegistryUnderTest
  ) async throws -> [String] {
    var request = RegistryV1.FindUnitsRequest()
    request.text = text
    request.on = day
    request.level = level
    request.underCode = under
    request.limit = limit
    return try await registry.client.findUnits(request).units.map { "\($0.unit?.code ?? "") \($0.path)" }
  }

  private func unit(_ code: String, on day: String, in registry: RegistryUnderTest) async throws
    -> RegistryV1.UnitDetails
  {
    var request = RegistryV1.GetUnitRequest()
    request.code = code
    request.on = day
    return try await registry.client.getUnit(request)
  }

  private func code(_ body: () async throws -> Void) async -> StatusCode? {
    do {
      try await body()
      return nil
    } catch { return (error as? RPCError)?.code }
  }

  @Test("in 2021 Xã Chi Lăng alone is two places; with its district it is one")
  func candidates() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let both = [
      "06034 Xã Chi Lăng, Huyện Tràng Định, Tỉnh Lạng Sơn", "06523 Xã Chi Lăng, Huyện Chi Lăng, Tỉnh Lạng Sơn",
    ]
    #expect(try await find("Xã Chi Lăng", in: registry) == both)
    #expect(try await find("xa CHI lang", in: registry) == both)
    #expect(try await find("Xã Chi Lăng, Huyện Chi Lăng", in: registry) == [both[1]])
    #expect(try await find("xa chi lang, chi lang, lang son", in: registry) == [both[1]])
    #expect(try await find("Xã Chi Lăng", under: "180", in: registry) == [both[0]])
    // Without the word for the kind a district, a township and a ward are meant as well.
    #expect(try await find("chi lang", in: registry).map { String($0.prefix(5)) }.sorted().count == 5)
    #expect(try await find("chi lang", level: .district, in: registry).map { String($0.prefix(3)) } == ["187"])
    #expect(try await find("Xã Chi Lăng", on: "2025-07-01", in: registry) == ["06463 Xã Chi Lăng, Tỉnh Lạng Sơn"])
    #expect(try await find("chi lang", limit: 2, in: registry).count == 2)
    #expect(try await find("nowhere", in: registry) == [])
  }

  @Test("a code is another place after the reform")
  func codes() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(try await find("06154", in: registry) == ["06154 Xã Bắc Việt, Huyện Văn Lãng, Tỉnh Lạng Sơn"])
    #expect(try await find("06154", on: "2026-01-01", in: registry) == ["06154 Xã Văn Lãng, Tỉnh Lạng Sơn"])
    let before = try await unit("06154", on: "2021-11-05", in: registry)
    #expect(before.unit?.name == "Xã Bắc Việt")
    #expect(before.ancestors.map(\.code) == ["182", "20"])
    #expect(before.sameCode.map(\.validFrom) == ["2025-07-01"])
    #expect(before.became.map { $0.unit?.code } == ["06154"])
    #expect(before.became.first?.succession?.legalBasis.contains("1672/NQ-UBTVQH15") == true)
    let after = try await unit("06154", on: "2026-01-01", in: registry)
    #expect(after.unit?.name == "Xã Văn Lãng" && after.ancestors.map(\.code) == ["20"])
    #expect(after.cameFrom.contains { $0.unit?.name == "Xã Bắc Việt" })
  }

  @Test("a unit tells what lies below it, and what it was split into")
  func below() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let province = try await unit("20", on: "2021-11-05", in: registry)
    #expect(province.children.count == 11 && province.descendantCount == 211)
    let now = try await unit("20", on: "2025-07-01", in: registry)
    #expect(now.children.count == 65 && now.descendantCount == 65)
    let split = try await unit("06040", on: "2021-11-05", in: registry)
    #expect(split.became.compactMap { $0.unit?.code }.sorted() == ["06025", "06040"])
    #expect(split.became.allSatisfy { $0.succession?.change == .split })
  }

  @Test("a code that ended is told as of its last day when no day is given, and is not found on a day without it")
  func ended() async throws {
    // 1 January 2026.
    let registry = try await RegistryUnderTest.withUnits(nowUnixMicroseconds: { 1_767_225_600_000_000 })
    let district = try await unit("187", on: "", in: registry)
    #expect(district.unit?.name == "Huyện Chi Lăng" && district.on == "2025-06-30")
    #expect(await code { _ = try await unit("187", on: "2025-07-01", in: registry) } == .notFound)
    #expect(await code { _ = try await unit("99999", on: "", in: registry) } == .notFound)
    #expect(await code { _ = try await unit("187", on: "yesterday", in: registry) } == .invalidArgument)
    #expect(await code { _ = try await find("x", under: "187", limit: 1, in: registry) } == nil)
    #expect(await code { _ = try await find("x", on: "2026-01-01", under: "187", in: registry) } == .invalidArgument)
    #expect(await code { _ = try await find(" ,", in: registry) } == .invalidArgument)
    #expect(await code { _ = try await find("x", limit: 201, in: registry) } == .invalidArgument)
    #expect(await code { _ = try await find(String(repeating: "x", count: 201), in: registry) } == .invalidArgument)
  }

  @Test("what was looked up follows when the map is corrected, and everybody who lists records may ask")
  func changes() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(try await find("Bắc Việt", in: registry).count == 1)
    var record = try await registry.getWithoutRevision(.administrativeUnit, "06154@2020-01-01")
    if case .administrativeUnit(var unit) = record.record {
      unit.name = "Xã Bắc Nam"
      record.record = .administrativeUnit(unit)
    }
    #expect(try await registry.importing([record]).updated == 1)
    for caller in [Caller.office("187@2020-01-01"), .producer("CT-1"), .someone(.auditor)] {
      let asked = registry.called(by: caller)
      #expect(try await find("Bắc Việt", in: asked).isEmpty)
      #expect(try await find("bac nam", in: asked).count == 1)
    }
    #expect(await code { _ = try await find("x", in: registry.called(by: .someone(.operator))) } == .permissionDenied)
  }
}
