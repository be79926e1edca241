import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

/// Goal: who may call is told which target holds for each unit and indicator of a phase on a day. Method: three phases,
/// and versions of targets, for units and for all.
@Suite("List of targets in force")
struct TargetListTests {
  private let registry: RegistryUnderTest

  init() async throws {
    registry = try await RegistryUnderTest.withUnits()
    let summary = try await registry.importing([
      Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187", "180"]),
      Sample.phase("phase-2", "2021-09-20", "2021-12-20", units: ["182", "187"]),
      Sample.phase("phase-3", "2021-09-20", "2021-12-20", units: ["189"]),
      Self.target("T1", .productsListedBothFloors, 50),
      Self.target("T2", .productsListedBothFloors, 80, decidedOn: "2021-08-15"),
      Self.target("T3", .productsListedBothFloors, 100, unit: "187"),
      Self.target("T4", .producersWithStore, 90),
      Self.target("T5", .productsListedBothFloors, 60, phase: "phase-2"),
    ])
    try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
  }

  private static func target(
    _ id: String,
    _ indicator: RegistryV1.Indicator,
    _ percent: UInt32,
    phase: String = "phase-1",
    unit: String = "",
    decidedOn day: String = ""
  ) -> RegistryV1.Record {
    var record = Sample.target(id, phase: phase, unit: unit)
    guard case .campaignTarget(var target) = record.record else { return record }
    target.indicator = indicator
    target.targetPercent = percent
    target.decidedOn = day
    record.record = .campaignTarget(target)
    return record
  }

  /// "phase unit indicator target percent from" of all that a list holds.
  private func found(
    _ day: String,
    size: UInt32 = 0,
    of registry: RegistryUnderTest? = nil,
    _ fill: (inout RegistryV1.ListTargetsInForceRequest) -> Void = { _ in }
  ) async throws -> [String] {
    var request = RegistryV1.ListTargetsInForceRequest()
    request.asOf = day
    fill(&request)
    var page = CommonV1.PageRequest()
    page.pageSize = size
    var found: [String] = []
    repeat {
      request.page = page
      let answer = try await (registry ?? self.registry).client.listTargetsInForce(request)
      #expect(size == 0 || answer.targets.count <= Int(size))
      #expect(answer.asOf == day)
      found += answer.targets.map { holding in
        let target = holding.target ?? RegistryV1.CampaignTarget()
        return "\(holding.phaseID) \(holding.unitCode) \(holding.indicator.rawValue) \(target.targetID) "
          + "\(target.targetPercent) \(holding.holdsFrom)"
      }
      page.pageToken = answer.nextPageToken
    } while !page.pageToken.isEmpty && found.count < 50
    return found
  }

  private let inAugust = [
    "phase-1 180 3 T4 90 2021-07-20", "phase-1 180 7 T1 50 2021-07-20", "phase-1 187 3 T4 90 2021-07-20",
    "phase-1 187 7 T3 100 2021-07-20",
  ]
  private let inNovember = [
    "phase-1 180 3 T4 90 2021-07-20", "phase-1 180 7 T2 80 2021-08-15", "phase-1 187 3 T4 90 2021-07-20",
    "phase-1 187 7 T3 100 2021-07-20", "phase-2 182 7 T5 60 2021-09-20", "phase-2 187 7 T5 60 2021-09-20",
  ]

  @Test("on each day the target that was decided last holds, and a unit's own before that of every unit")
  func days() async throws {
    #expect(try await found("2021-07-19") == [])
    #expect(try await found("2021-08-14") == inAugust)
    #expect(try await found("2021-11-05") == inNovember)
    #expect(try await found("2030-01-01") == inNovember)
  }

  @Test("the list comes page by page, whatever their size")
  func pages() async throws {
    for size in [1, 2, 3, 4, 5, 6] as [UInt32] { #expect(try await found("2021-11-05", size: size) == inNovember) }
  }

  @Test("a page looks at so many phases, and the next one goes on with the rest")
  func bounds() async throws {
    let query = TargetsReader.Query(asOf: .latest, phaseID: nil, unitCode: "187", indicator: .productsListedBothFloors)
    let pages = try await registry.database.read { transaction in
      var pages: [[String]] = []
      var place: TargetsReader.Place?
      repeat {
        var reader = TargetsReader(query: query, transaction: transaction)
        reader.phasesMax = 1
        let page = try reader.page(after: place, limit: 200)
        pages.append(page.targets.map(\.phaseID))
        place = page.next
      } while place != nil && pages.count < 9
      return pages
    }
    #expect(pages == [["phase-1"], ["phase-2"], [], []])
  }

  @Test("it can be of one phase, one unit and one indicator, and of units that have none it is empty")
  func filters() async throws {
    #expect(try await found("2021-11-05") { $0.phaseID = "phase-2" } == Array(inNovember.suffix(2)))
    #expect(try await found("2021-11-05", size: 1) { $0.phaseID = "phase-1" } == Array(inNovember.prefix(4)))
    #expect(try await found("2021-11-05") { $0.unitCode = "187" } == inNovember.filter { $0.contains(" 187 ") })
    #expect(try await found("2021-11-05") { $0.unitCode = "06463" } == [])
    #expect(try await found("2021-11-05") { $0.phaseID = "phase-3" } == [])
    let stores = try await found("2021-11-05", size: 1) { $0.indicator = .producersWithStore }
    #expect(stores == inNovember.filter { $0.contains(" 3 ") })
  }

  @Test("what is recorded of a target comes with it: for whom, on what it rests")
  func contents() async throws {
    var request = RegistryV1.ListTargetsInForceRequest()
    request.asOf = "2021-11-05"
    request.unitCode = "180"
    let first = try #require(try await registry.client.listTargetsInForce(request).targets.last?.target)
    #expect(first.unitCode.isEmpty && first.decidedOn == "2021-08-15" && first.source == "Kế hoạch")
    #expect(first.indicator == .productsListedBothFloors && first.phaseID == "phase-1")
  }

  @Test("targets belong to nobody: an office and a producer are told all, and nobody without a name")
  func callers() async throws {
    for caller in [.office("182@2020-01-01"), .producer("CT-9"), .someone(.auditor)] as [Caller] {
      #expect(try await found("2021-11-05", of: registry.called(by: caller)) == inNovember)
    }
    await #expect(throws: RPCError.self) { try await found("2021-11-05", of: registry.called(by: nil)) }
  }

  @Test("what cannot be asked for is refused by its field")
  func refusals() async throws {
    func field(_ fill: (inout RegistryV1.ListTargetsInForceRequest) -> Void) async -> String {
      var request = RegistryV1.ListTargetsInForceRequest()
      fill(&request)
      do {
        _ = try await registry.client.listTargetsInForce(request)
        return "nothing refused"
      } catch {
        guard error.code == .invalidArgument else { return "\(error)" }
        for detail in error.details {
          if case .fieldViolation(let violation) = detail.detail { return violation.field }
        }
        return "no field"
      }
    }
    #expect(await field { $0.asOf = "5/11/2021" } == "as_of")
    #expect(await field { $0.phaseID = "phase-9" } == "phase_id")
    #expect(await field { $0.unitCode = "999" } == "unit_code")
    #expect(await field { $0.indicator = .init(rawValue: 11) } == "indicator")
    let tasks = try await registry.list(.campaignTarget, size: 1).nextPageToken
    #expect(
      await field { request in
        var page = CommonV1.PageRequest()
        page.pageToken = tasks
        request.page = page
      } == "page.page_token"
    )
  }
}
