import CallerTestSupport
import Messages
import RPC
import Services
import Testing

@testable import Registry

/// Lists of statuses and tasks: filters, pages, and whose rows they show.
@Suite("Lists of statuses and tasks")
struct StatusListTests {
  /// DM, TT, BV, BX, DD each with a product, a recognition revoked in January 2022, and an inspection. Some more here:
  /// an expired recognition of a second product of DM's, an open request of each, an open finding of BV's.
  private func scenario() async throws -> ScopeScenario {
    let scenario = try await ScopeScenario()
    var records: [RegistryV1.Record] = [Sample.product("SP-DM2", of: "DM"), Sample.product("SP-none", of: "DM")]
    var expired = Sample.recognition("CN-DM2", of: "SP-DM2")
    if case .recognition(var recognition) = expired.record {
      recognition.revokedOn = ""
      recognition.revocationGround = .unspecified
      expired.record = .recognition(recognition)
    }
    records.append(expired)
    for id in ScopeScenario.producers {
      var request = Sample.supportRequest("DN2-\(id)", of: id)
      if case .supportRequest(var open) = request.record {
        open.doneOn = ""
        open.assignee = id == "TT" ? "" : "Phòng Nông nghiệp"
        open.assignedOn = id == "TT" ? "" : "2021-07-21"
        request.record = .supportRequest(open)
      }
      records.append(request)
    }
    var finding = Sample.finding("PH2-BV", of: "GS-BV")
    if case .inspectionFinding(var open) = finding.record {
      open.followedUpOn = ""
      finding.record = .inspectionFinding(open)
    }
    records.append(finding)
    let summary = try await scenario.registry.importing(records)
    try #require(summary.applied, "\(summary.violations)")
    return scenario
  }

  private func statuses(
    _ registry: RegistryUnderTest,
    size: UInt32 = 0,
    _ fill: (inout RegistryV1.ListRecognitionStatusesRequest) -> Void = { _ in }
  ) async throws -> (found: [String], counts: RegistryV1.RecognitionCounts) {
    var request = RegistryV1.ListRecognitionStatusesRequest()
    fill(&request)
    var found: [String] = []
    var counts = RegistryV1.RecognitionCounts()
    var token = ""
    repeat {
      request.page = page(size: size, token: token)
      let answer = try await registry.client.listRecognitionStatuses(request)
      found += answer.statuses.map { "\($0.recognitionID) \(ScenarioPlayer.name($0.state))" }
      counts.recognisedEver += answer.counts?.recognisedEver ?? 0
      counts.valid += answer.counts?.valid ?? 0
      counts.expired += answer.counts?.expired ?? 0
      counts.revoked += answer.counts?.revoked ?? 0
      counts.notYet += answer.counts?.notYet ?? 0
      token = answer.nextPageToken
    } while !token.isEmpty
    return (found, counts)
  }

  private func tasks(
    _ registry: RegistryUnderTest,
    size: UInt32 = 0,
    _ fill: (inout CommonV1.ListTasksRequest) -> Void = { _ in }
  ) async throws -> [String] {
    var request = CommonV1.ListTasksRequest()
    fill(&request)
    var found: [String] = []
    var token = ""
    repeat {
      request.page = page(size: size, token: token)
      let answer = try await registry.client.listTasks(request)
      found += answer.tasks.map(\.taskID)
      token = answer.nextPageToken
    } while !token.isEmpty
    return found
  }

  private func page(size: UInt32, token: String) -> CommonV1.PageRequest {
    var page = CommonV1.PageRequest()
    page.pageSize = size
    page.pageToken = token
    return page
  }

  @Test("products are counted by what they are on a day, those without a recognition not at all")
  func counts() async throws {
    let registry = try await scenario().registry
    let (before, none) = try await statuses(registry) { $0.asOf = "2019-12-26" }
    #expect(Set(before.map { $0.split(separator: " ")[1] }) == ["notYet"])
    #expect(none.recognisedEver == 0 && none.notYet == 6)
    let (now, valid) = try await statuses(registry, size: 1)
    #expect(now.count == 6 && valid.valid == 6, "the service's clock says 5 November 2021")
    let (later, ended) = try await statuses(registry, size: 2) { $0.asOf = "2022-12-28" }
    #expect(later.filter { $0.hasSuffix("expired") } == ["CN-DM2 expired"])
    #expect(ended.recognisedEver == 6 && ended.revoked == 5 && ended.expired == 1 && ended.valid == 0)
  }

  @Test("a list can be of one product, of some states, of what runs out soon, and of a unit on the day's map")
  func filters() async throws {
    let registry = try await scenario().registry
    #expect(try await statuses(registry) { $0.productID = "SP-DM2" }.found == ["CN-DM2 valid"])
    #expect(try await statuses(registry) { $0.productID = "SP-none" }.found == [])
    let expired = try await statuses(registry) { request in
      request.asOf = "2023-01-01"
      request.states = [.expired, .valid]
    }
    #expect(expired.found == ["CN-DM2 expired"])
    #expect(expired.counts.recognisedEver == 6, "the counts are of all, whatever states are shown")
    for (days, found) in [(9, []), (10, ["CN-DM2 valid"])] as [(UInt32, [String])] {
      let soon = try await statuses(registry) { request in
        request.asOf = "2022-12-17"
        request.expiringWithinDays = days
      }
      #expect(soon.found == found)
    }
    let district = try await statuses(registry) { $0.unitCode = "187" }
    #expect(district.found == ["CN-DM valid", "CN-DM2 valid", "CN-TT valid"])
    #expect(district.counts.recognisedEver == 3)
  }

  @Test("a unit's list has what was placed in it after a split, from the placement on, for who reaches everything too")
  func placedInUnit() async throws {
    let registry = try await scenario().registry
    func inUnit(_ code: String) async throws -> [String] {
      let found = try await statuses(registry) { request in
        request.asOf = "2025-08-01"
        request.unitCode = code
      }
      let open = try await tasks(registry) { request in
        request.asOf = "2025-08-01"
        request.unitCode = code
        request.kinds = [.finishSupportRequest]
      }
      return found.found + open
    }
    #expect(try await inUnit("06613") == [])
    let placement = PlacementTests.placement(of: "BX", in: "06613", from: "2025-07-01")
    #expect(try await registry.importing([placement]).applied)
    #expect(try await inUnit("06613") == ["CN-BX revoked", "finish_support_request/DN2-BX"])
    #expect(try await inUnit("06625") == [], "the other part of the split unit")
  }

  @Test("an office has the statuses and tasks of its own units, a producer its own, whatever they ask for")
  func scope() async throws {
    let scenario = try await scenario()
    let office = scenario.registry.called(by: .office("187@2020-01-01"))
    #expect(try await statuses(office).found == ["CN-DM valid", "CN-DM2 valid", "CN-TT valid"])
    #expect(try await statuses(office) { $0.productID = "SP-BV" }.found == [])
    #expect(try await statuses(office) { $0.unitCode = "182" }.found == [])
    #expect(try await tasks(office) == ["finish_support_request/DN2-DM", "finish_support_request/DN2-TT"])
    #expect(try await tasks(office) { $0.producerID = "BV" } == [])
    let producer = scenario.registry.called(by: .producer("BV"))
    #expect(try await statuses(producer).found == ["CN-BV valid"])
    #expect(try await tasks(producer) == ["finish_support_request/DN2-BV", "follow_up_finding/PH2-BV"])
    await #expect(throws: RPCError.self) { try await tasks(scenario.registry.called(by: nil)) }
  }

  @Test("tasks come by kind and identifier, page by page, and can be asked for by whom they are with")
  func taskFilters() async throws {
    let registry = try await scenario().registry
    let all = ScopeScenario.producers.map { "finish_support_request/DN2-\($0)" } + ["follow_up_finding/PH2-BV"]
    #expect(try await tasks(registry) == all)
    #expect(try await tasks(registry, size: 1) == all)
    #expect(try await tasks(registry) { $0.kinds = [.followUpFinding, .listProduct] } == ["follow_up_finding/PH2-BV"])
    #expect(try await tasks(registry) { $0.kinds = [.listProduct] } == [], "the listing service tells of those")
    #expect(try await tasks(registry) { $0.assignee = "Phòng Nông nghiệp" }.count == 4)
    #expect(try await tasks(registry) { $0.producerID = "TT" } == ["finish_support_request/DN2-TT"])
    #expect(
      try await tasks(registry) { $0.unitCode = "182" } == [
        "finish_support_request/DN2-BV", "follow_up_finding/PH2-BV",
      ]
    )
    #expect(try await tasks(registry) { $0.actor = .producer } == [])
    let renewal = try await tasks(registry) { request in
      request.asOf = "2022-10-01"
      request.actor = .producer
    }
    #expect(renewal == ["renew_recognition/CN-DM2"])
  }

  @Test("what cannot be asked for is refused by its field")
  func refusals() async throws {
    let registry = try await scenario().registry
    func field(_ body: () async throws -> Void) async -> String {
      do {
        try await body()
        return "nothing refused"
      } catch {
        guard let error = error as? RPCError, error.code == .invalidArgument else { return "\(error)" }
        for detail in error.details {
          if case .fieldViolation(let violation) = detail.detail { return violation.field }
        }
        return "no field"
      }
    }
    #expect(await field { _ = try await statuses(registry) { $0.asOf = "5/11/2021" } } == "as_of")
    #expect(await field { _ = try await statuses(registry) { $0.unitCode = "999" } } == "unit_code")
    #expect(await field { _ = try await statuses(registry) { $0.states = [.init(rawValue: 9)] } } == "states")
    #expect(await field { _ = try await statuses(registry) { $0.productID = "SP 1" } } == "product_id")
    #expect(
      await field { _ = try await statuses(registry) { $0.expiringWithinDays = 3651 } } == "expiring_within_days"
    )
    #expect(await field { _ = try await tasks(registry) { $0.kinds = [.unspecified] } } == "kinds")
    #expect(await field { _ = try await tasks(registry) { $0.actor = .init(rawValue: 9) } } == "actor")
    let beyond = await scenarioFailure {
      _ = try await statuses(registry) { $0.atRevision = 1 << 40 }
    }
    #expect(beyond == .outOfRange)
  }

  private func scenarioFailure(_ body: () async throws -> Void) async -> StatusCode? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? RPCError)?.code
    }
  }
}
