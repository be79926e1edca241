import CallerTestSupport
import Feed
import Messages
import RPC
import Services
import Testing

@testable import Listing

/// Questions about days, over the service: what they answer, page by page, and within a scope. The scenario's listings
/// were seen live on 5 and 20 August 2021, paused 1 to 10 September; the floor's looks hold 60 days.
@Suite("Questions about days")
struct DatedQuestionTests {
  private func code(_ body: () async throws -> Void) async -> RPCError? {
    do {
      try await body()
      return nil
    } catch { return error as? RPCError }
  }

  @Test("states are of the day asked for, filtered, and the same in pages of any size")
  func states() async throws {
    try await DatedScenario.following { scenario async throws in
      func states(_ day: String) async throws -> [String] {
        try await scenario.states(as: .unrestricted) { $0.asOf = day }.map {
          "\($0.productListingID) \($0.state.name ?? "")"
        }
      }
      #expect(try await states("2021-08-20") == ["BV", "BX", "DM", "TT"].map { "DB-\($0) LISTING_STATE_LIVE" })
      #expect(try await states("2021-09-05") == ["BV", "BX", "DM", "TT"].map { "DB-\($0) LISTING_STATE_PAUSED" })
      let now = try await scenario.states(as: .unrestricted)
      #expect(now.map(\.state) == Array(repeating: .unverified, count: 4))
      let first = try #require(now.first)
      #expect((first.floorID, first.producerID, first.unitCode) == ("voso", "BV", "06154"))
      #expect((first.since, first.lastSeenOn, first.priceDong) == ("2021-09-11", "2021-08-20", 55_000))
      #expect(first.actor == .office && !first.adviceEnglish.isEmpty && !first.adviceVietnamese.isEmpty)
      #expect(try await scenario.states(as: .unrestricted, size: 1) == now)
      #expect(try await scenario.states(as: .unrestricted) { $0.productID = "SP-TT" }.map(\.storeID) == ["CH-TT"])
      #expect(try await scenario.states(as: .unrestricted) { $0.storeID = "CH-DM" }.map(\.productID) == ["SP-DM"])
      #expect(try await scenario.states(as: .unrestricted) { $0.floorID = "postmart" }.isEmpty)
      #expect(try await scenario.states(as: .unrestricted) { $0.states = [.live, .ended] }.isEmpty)
      #expect(try await scenario.states(as: .unrestricted) { $0.states = [.unverified] } == now)
    }
  }

  @Test("offices see their units', producers their own, and a unit asked for narrows both")
  func scope() async throws {
    try await DatedScenario.following { scenario async throws in
      func listings(_ caller: Caller, unit: String = "", on day: String = "") async throws -> [String] {
        try await scenario.states(as: caller, size: 1) {
          $0.unitCode = unit
          $0.asOf = day
        }.map(\.producerID)
      }
      #expect(try await listings(.office("187@2020-01-01")) == ["DM", "TT"])
      #expect(try await listings(.office("187@2020-01-01"), unit: "06463") == ["DM"])
      #expect(try await listings(.office("187@2020-01-01"), unit: "182").isEmpty)
      #expect(try await listings(.unrestricted, unit: "187") == ["DM", "TT"])
      // On the map of 2025 both lie in the new 06463, and 187 is no unit.
      #expect(try await listings(.unrestricted, unit: "06463", on: "2025-08-01") == ["DM", "TT"])
      #expect(try await listings(.producer("BX")) == ["BX"])
      #expect(try await listings(.producer("BX"), unit: "187").isEmpty)
      let unknown = await code { _ = try await listings(.unrestricted, unit: "187", on: "2025-08-01") }
      #expect(unknown?.code == .invalidArgument)
      let noDay = await code { _ = try await listings(.unrestricted, on: "5/11/2021") }
      #expect(noDay?.code == .invalidArgument)
      #expect(
        await code { _ = try await scenario.readiness(of: "SP-BV", as: .office("187@2020-01-01")) }?.code == .notFound
      )
      #expect(await code { _ = try await scenario.readiness(of: "SP-DM", as: .producer("TT")) }?.code == .notFound)
      #expect(try await scenario.readiness(of: "SP-DM", as: .producer("DM")).producerID == "DM")
      #expect(try await scenario.tasks(as: .producer("BV")).allSatisfy { $0.producerID == "BV" })
      #expect(Set(try await scenario.tasks(as: .office("187@2020-01-01")).map(\.producerID)) == ["DM", "TT"])
    }
  }

  @Test("readiness tells of each floor what is there, and how the product is listed")
  func readiness() async throws {
    try await DatedScenario.following { scenario async throws in
      let answer = try await scenario.readiness(of: "SP-TT", as: .unrestricted, on: "2021-08-20")
      #expect(answer.asOf == "2021-08-20" && answer.registryRevision > 0)
      let voso = try #require(answer.floors.first)
      #expect(answer.floors.map(\.floorID) == ["voso"])
      #expect(voso.listings.map(\.state) == [.live])
      let items = Dictionary(uniqueKeysWithValues: voso.items.map { ($0.what.rawValue, $0) })
      let season = try #require(items[ListingV1.ReadinessKind.season.rawValue])
      #expect(!season.satisfied && season.opensOn == "2021-09-01" && season.required)
      let recognition = try #require(items[ListingV1.ReadinessKind.recognition.rawValue])
      #expect(recognition.satisfied && recognition.since == "2021-06-01" && recognition.expiresOn == "2024-06-01")
      let safety = try #require(items[ListingV1.ReadinessKind.foodSafety.rawValue])
      #expect(!safety.satisfied && safety.required && safety.actor == .producer)
      #expect(items[ListingV1.ReadinessKind.label.rawValue]?.required == false)
      #expect(!voso.ready)
    }
  }

  @Test("tasks come kind by kind, once each, in pages of any size, and close by what was seen")
  func tasks() async throws {
    try await DatedScenario.following { scenario async throws in
      let floors = [Sample.floor("postmart")]
      #expect(try await scenario.listing.faults(floors) == [])
      let all = try await scenario.tasks(as: .unrestricted)
      #expect(
        all.map(\.taskID) == [
          "list_product/SP-BV/postmart", "list_product/SP-DM/postmart", "list_product/SP-TT/postmart",
          // Its total of August 2021 is the last sale of each.
          "wake_silent_store/CH-BV/2021-08-31", "wake_silent_store/CH-BX/2021-08-31",
          "wake_silent_store/CH-DM/2021-08-31", "wake_silent_store/CH-TT/2021-09-01",
        ]
      )
      #expect(all.prefix(3).allSatisfy { $0.urgency == .overdue && $0.kind == .listProduct })
      #expect(try await scenario.tasks(as: .unrestricted, size: 1) == all)
      #expect(try await scenario.tasks(as: .unrestricted, size: 2) == all)
      #expect(try await scenario.tasks(as: .unrestricted) { $0.kinds = [.wakeSilentStore] } == Array(all.suffix(4)))
      #expect(try await scenario.tasks(as: .unrestricted) { $0.kinds = [.renewRecognition] }.isEmpty)
      #expect(try await scenario.tasks(as: .unrestricted) { $0.assignee = "Phòng Kinh tế" }.isEmpty)
      #expect(try await scenario.tasks(as: .unrestricted) { $0.producerID = "DM" }.map(\.producerID) == ["DM", "DM"])
      #expect(try await scenario.tasks(as: .unrestricted) { $0.overdueOnly = true }.count == 3)
      #expect(
        try await scenario.tasks(as: .unrestricted) { $0.unitCode = "182" }.map(\.productID) == ["SP-BV", "", ""]
      )
      let before = try await scenario.tasks(as: .unrestricted) { $0.asOf = "2021-08-04" }
      // Nobody had seen anything, and SP-TT was out of season; its season was 28 days away.
      #expect(
        before.map(\.taskID) == [
          "list_product/SP-BV/postmart", "list_product/SP-BV/voso", "list_product/SP-DM/postmart",
          "list_product/SP-DM/voso", "prepare_season/SP-TT/2021-09-01",
        ]
      )
      #expect(try await scenario.tasks(as: .unrestricted, size: 1) { $0.asOf = "2021-08-04" } == before)
      #expect(before.first { $0.taskID.hasSuffix("DM/voso") }?.whatEnglish.contains("planned for 2021-08-01") == true)
    }
  }

  @Test("tasks of more products than a call looks at come over several pages, each once")
  func manyProducts() async throws {
    try await DatedScenario.following { scenario async throws in
      let ids = (100..<350).map { "SP-N\($0)" }
      let known = try await scenario.listing.registry.append(
        ids.map { DatedScenario.product($0, of: "DM") } + ids.map { DatedScenario.recognition("CN-\($0)", of: $0) }
      )
      _ = try await scenario.listing.importing([], dryRun: true, registryRevision: known)
      let wanted = ids.map { "list_product/\($0)/voso" }
      for unit in ["", "187"] {
        let tasks = try await scenario.tasks(as: .unrestricted) { $0.unitCode = unit }
        #expect(tasks.map(\.taskID).filter { $0.hasPrefix("list_product/SP-N") } == wanted)
        #expect(Set(tasks.map(\.taskID)).count == tasks.count)
        #expect(tasks.contains { $0.kind == .wakeSilentStore })
      }
      var request = CommonV1.ListTasksRequest()
      request.page = CommonV1.PageRequest()
      request.page?.pageSize = 1_000
      let first = try await scenario.listing.called(by: .unrestricted).client.listTasks(request)
      #expect(first.tasks.count <= TaskScan.rowsMax && !first.nextPageToken.isEmpty)
    }
  }

  @Test("stores are measured by the rule in force, over whole months, cancelled and returned apart")
  func leading() async throws {
    try await DatedScenario.following { scenario async throws in
      #expect(await code { _ = try await scenario.leading(as: .unrestricted) }?.code == .notFound)
      #expect(try await scenario.listing.faults([Sample.leadingRule("QT-1", orders: 50)]) == [])
      let answer = try await scenario.leading(as: .unrestricted, size: 1)
      #expect((answer.firstMonth, answer.lastMonth) == ("2021-08", "2021-10"))
      #expect(answer.rule?.leadingRuleID == "QT-1")
      #expect(answer.stores.map(\.storeID) == ["CH-BV", "CH-BX", "CH-DM", "CH-TT"])
      let store = try #require(answer.stores.first)
      #expect((store.orderCount, store.cancelledCount, store.returnedCount) == (61, 2, 1))
      #expect((store.revenueDong, store.monthsWithSales) == (21_670_000, 1))
      #expect(store.quantities.map { "\($0.quantityThousandths) \($0.unitOfSale)" } == ["98500 kg"])
      #expect((store.ordersMissing, store.monthsWithSalesMissing, store.quantityThousandthsMissing) == (0, 1, 1500))
      #expect(!store.reached)
      #expect(try await scenario.leading(as: .unrestricted) { $0.reachedOnly = true }.stores.isEmpty)
      #expect(
        try await scenario.listing.faults([Sample.monthlySales("BT-DM-2", through: "DB-DM", month: "2021-09")]) == []
      )
      let reached = try await scenario.leading(as: .unrestricted) { $0.reachedOnly = true }.stores
      #expect(reached.map(\.storeID) == ["CH-DM"])
      #expect(reached.first?.orderCount == 122)
      // The window of December begins with September.
      let december = try await scenario.leading(as: .unrestricted) {
        $0.asOf = "2021-12-31"
        $0.unitCode = "187"
      }
      #expect(december.stores.map(\.orderCount) == [61, 0])
      #expect(try await scenario.leading(as: .producer("TT")).stores.map(\.storeID) == ["CH-TT"])
      #expect(
        await code { _ = try await scenario.leading(as: .unrestricted) { $0.level = .superLeading } }?.code == .notFound
      )
    }
  }
}
