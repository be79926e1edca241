import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Services
import Testing

@testable import Registry

/// Ways to read what is not one's own, each tried on the real map.
@Suite("Reading from the registry within a scope")
struct ScopeReadTests {
  private static let chiLang = Caller.office("187@2020-01-01")

  @Test("a district office reaches what its communes have, and nothing of another district")
  func district() async throws {
    let scenario = try await ScopeScenario()
    #expect(try await scenario.reached(by: Self.chiLang) == ["DM", "TT"])
    #expect(try await scenario.reached(by: .office("182@2020-01-01")) == ["BV"])
    #expect(try await scenario.reached(by: .office("187@2020-01-01", "182@2020-01-01")) == ["BV", "DM", "TT"])
    #expect(try await scenario.reached(by: .office("06466@2020-01-01")) == ["TT"])
    #expect(try await scenario.reached(by: .someone(.province)) == ScopeScenario.producers)
    #expect(try await scenario.ids(.training, for: Self.chiLang) == ["TH-187", "TH-DM", "TH-TT"])
    #expect(try await scenario.ids(.training, for: .office("06466@2020-01-01")) == ["TH-TT"])
  }

  @Test("what is out of reach is answered exactly as what is not there")
  func noOracle() async throws {
    let scenario = try await ScopeScenario()
    let registry = scenario.registry.called(by: Self.chiLang)
    let hidden = await scenario.failure { try await registry.get(.producer, "BV") }
    let missing = await scenario.failure { try await registry.get(.producer, "XX") }
    #expect(hidden?.code == .notFound)
    #expect(hidden?.message == missing?.message)
    #expect(hidden?.resources.map(\.kind) == missing?.resources.map(\.kind))
    #expect(hidden?.fieldViolations == missing?.fieldViolations)
  }

  @Test("a unit that moved in 2025: the new commune's office has the old records, the old district's token nothing")
  func moved() async throws {
    let scenario = try await ScopeScenario(on: "2025-06-30")
    let commune = Caller.office("06463@2025-07-01")
    #expect(try await scenario.reached(by: Self.chiLang) == ["DM", "TT"])
    #expect(try await scenario.reached(by: commune) == [])
    try scenario.setDay("2025-07-01")
    #expect(try await scenario.reached(by: Self.chiLang) == [])
    #expect(try await scenario.reached(by: .office("06463@2020-01-01")) == [])
    #expect(try await scenario.reached(by: commune) == ["DM", "TT"])
    #expect(try await scenario.ids(.training, for: commune) == ["TH-DM", "TH-TT"])
    // Nothing is known of what became of the district itself, in which a training was held: it is the province's.
    #expect(try await scenario.ids(.training, for: .someone(.province)).contains("TH-187"))
    // What was registered after the reform is the commune's as well.
    let new = Sample.producer("NEW", unit: "06463", on: "2025-08-01")
    try #require(try await scenario.registry.importing([new]).applied)
    #expect(try await scenario.ids(.producer, for: commune) == ["DM", "NEW", "TT"])
  }

  @Test("records of a split commune belong to no office, not even to one that has every part")
  func split() async throws {
    let scenario = try await ScopeScenario()
    #expect(try await scenario.reached(by: .office("189@2020-01-01")) == ["BX"])
    try scenario.setDay("2026-03-01")
    #expect(try await scenario.reached(by: .office("06613@2025-07-01")) == [])
    #expect(try await scenario.reached(by: .office("06613@2025-07-01", "06625@2025-07-01")) == [])
    #expect(try await scenario.reached(by: .someone(.province)) == ScopeScenario.producers)
  }

  @Test("a code that was used again is another place: neither token reaches what the other's place has")
  func reusedCode() async throws {
    let scenario = try await ScopeScenario()
    let old = Caller.office("06040@2020-01-01")
    let new = Caller.office("06040@2025-07-01")
    #expect(try await scenario.reached(by: old) == ["DD"])
    #expect(try await scenario.reached(by: new) == [])
    try scenario.setDay("2026-03-01")
    #expect(try await scenario.reached(by: old) == [])
    #expect(try await scenario.reached(by: new) == [])
    #expect(try await scenario.reached(by: .office("06154@2020-01-01")) == [])
    #expect(try await scenario.reached(by: .office("06154@2025-07-01")) == ["BV"])
    // A code without its day, or with a day on which no unit began, is no unit.
    #expect(try await scenario.reached(by: .office("06154", "06154@2024-01-01")) == [])
  }

  @Test("a reform that is entered counts from the next call on")
  func mapChanges() async throws {
    let scenario = try await ScopeScenario(on: "2026-03-01")
    let old = Caller.office("06463@2025-07-01")
    let new = Caller.office("06464@2026-02-01")
    #expect(try await scenario.reached(by: old) == ["DM", "TT"])
    #expect(try await scenario.reached(by: new) == [])
    let reform = [
      Sample.unit("06463", "Xã Chi Lăng", .commune, parent: "20", from: "2025-07-01", to: "2026-02-01"),
      Sample.unit("06464", "Xã Chi Lăng mới", .commune, parent: "20", from: "2026-02-01"),
      Sample.succession(from: "06463@2025-07-01", to: "06464@2026-02-01", .merged),
    ]
    let summary = try await scenario.registry.importing(reform)
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
    #expect(try await scenario.reached(by: old) == [])
    #expect(try await scenario.reached(by: new) == ["DM", "TT"])
  }

  @Test("a producer that moves, or is placed, is in the lists of its new office from the next call on")
  func producersMove() async throws {
    let scenario = try await ScopeScenario(on: "2026-03-01")
    let (chiLang, huuLien) = (Caller.office("06463@2025-07-01"), Caller.office("06613@2025-07-01"))
    #expect(try await scenario.reached(by: chiLang) == ["DM", "TT"])
    #expect(try await scenario.reached(by: huuLien) == [])
    let moved = Sample.producer("TT", unit: "06613", on: "2025-08-01")
    try #require(try await scenario.registry.importing([moved]).applied)
    #expect(try await scenario.reached(by: chiLang) == ["DM"])
    #expect(try await scenario.reached(by: huuLien) == ["TT"])
    let placed = PlacementTests.placement(of: "BX", in: "06613", from: "2025-07-01")
    try #require(try await scenario.registry.importing([placed]).applied)
    #expect(try await scenario.reached(by: huuLien) == ["BX", "TT"])
  }

  @Test("a producer reaches itself, and of a training it attended its own attendance only")
  func producer() async throws {
    let scenario = try await ScopeScenario()
    let caller = Caller.producer("DM")
    #expect(try await scenario.reached(by: caller) == ["DM"])
    #expect(try await scenario.ids(.training, for: caller) == ["TH-187", "TH-DM"])
    let registry = scenario.registry.called(by: caller)
    guard case .training(let training) = try await registry.get(.training, "TH-187").record else {
      Issue.record("no training")
      return
    }
    #expect(training.attendedProducerIDs == ["DM"])
    #expect(try await registry.get(.training, "TH-187").maskedFields == ["attended_producer_ids"])
    #expect(try await registry.get(.training, "TH-DM").maskedFields.isEmpty)
    for record in try await registry.list(.training).records {
      if case .training(let training) = record.record { #expect(training.attendedProducerIDs == ["DM"]) }
    }
    #expect(await scenario.failure { try await registry.get(.training, "TH-TT") }?.code == .notFound)
    // Of itself it sees everything.
    #expect(try await registry.get(.producer, "DM").maskedFields.isEmpty)
    #expect(try await scenario.reached(by: .producer("XX")) == [])
    #expect(try await scenario.reached(by: .producer("' OR 1=1 --")) == [])
  }

  @Test("what belongs to nobody is for all who may read")
  func nobodys() async throws {
    let scenario = try await ScopeScenario()
    for caller in [Self.chiLang, .producer("DM"), .someone(.auditor), .office("187@1999-01-01")] {
      #expect(try await scenario.ids(.administrativeUnit, for: caller, size: 100).count == 278)
      #expect(try await scenario.ids(.campaignPhase, for: caller) == ["phase-1"])
      #expect(try await scenario.ids(.campaignTarget, for: caller) == ["MT-1"])
      #expect(try await scenario.ids(.publishedClaim, for: caller) == ["CB-1"])
      #expect(try await !scenario.ids(.unitSuccession, for: caller).isEmpty)
    }
  }

  @Test("another caller's page token does not widen the scope, and pages are full within it")
  func pageTokens() async throws {
    let scenario = try await ScopeScenario()
    let token = try await scenario.registry.list(.producer, size: 1).nextPageToken
    let page = try await scenario.registry.called(by: Self.chiLang).list(.producer, size: 2, token: token)
    #expect(page.records.compactMap { $0.reference?.id } == ["DM", "TT"])
    #expect(page.nextPageToken.isEmpty)
    let own = try await scenario.registry.called(by: Self.chiLang).list(.producer, size: 1).nextPageToken
    let other = try await scenario.registry.called(by: .producer("BV")).list(.producer, token: own)
    #expect(other.records.isEmpty)
  }

  @Test("who may not see personal data gets a household without its name, and is told so")
  func masking() async throws {
    let scenario = try await ScopeScenario()
    let numbered = Sample.household("DM", name: "Bà Bích Trâm", number: "0100047516")
    #expect(try await scenario.registry.importing([numbered]).applied)
    for role in [AccessRole.auditor, .loadTester] {
      let registry = scenario.registry.called(by: .someone(role))
      let household = try await registry.get(.producer, "DM")
      #expect(household.maskedFields == ["name", "registration_number"])
      guard case .producer(let producer) = household.record else {
        Issue.record("no producer")
        return
      }
      #expect(producer.name.isEmpty && producer.producerID == "DM" && producer.type == .household)
      #expect(try await registry.get(.producer, "TT").maskedFields.isEmpty)
      let listed = try await registry.list(.producer).records
      #expect(listed.count == ScopeScenario.producers.count)
      #expect(!listed.contains { String(describing: $0).contains("Bích Trâm") })
      #expect(!listed.contains { String(describing: $0).contains("0100047516") })
    }
    for caller in [Caller.someone(.province), .someone(.service), Self.chiLang, .producer("DM"), .unrestricted] {
      let whole = try await scenario.registry.called(by: caller).getWithoutRevision(.producer, "DM")
      #expect(whole == numbered)
    }
  }

  @Test("a call that nobody has verified gets nothing, and events are for those who may see all of them")
  func unverified() async throws {
    let scenario = try await ScopeScenario()
    let nobody = scenario.registry.called(by: nil)
    #expect(await scenario.failure { try await nobody.get(.campaignPhase, "phase-1") }?.code == .unauthenticated)
    let list = await #expect(throws: RPCError.self) { try await nobody.list(.producer) }
    #expect(list?.code == .unauthenticated)
    let importing = await #expect(throws: RPCError.self) { try await nobody.importing([], dryRun: true) }
    #expect(importing?.code == .unauthenticated)
    for (caller, code) in [(nil, StatusCode.unauthenticated), (Caller.someone(.auditor), .permissionDenied)] {
      let error = await #expect(throws: RPCError.self) {
        for try await _ in try await scenario.registry.called(by: caller).client.watch(CommonV1.WatchRequest()) {
          Issue.record("an event came")
          break
        }
      }
      #expect(error?.code == code)
    }
    let verifying = await #expect(throws: RPCError.self) {
      for try await _ in try await nobody.client.verifyChangeLog(CommonV1.VerifyChangeLogRequest()) { break }
    }
    #expect(verifying?.code == .unauthenticated)
  }
}
