import ClientKit
import Messages
import RPC
import Testing

@testable import CommandLineClient

@Suite("ocop listings, readiness and leading")
struct ListingCommandTests {
  private func run(_ arguments: [String], _ answers: FakeListingAnswers) async -> CommandRun {
    await CommandRun(arguments, FakeRegistry(), FakeListing(answers: answers))
  }

  private static func standing(_ id: String, _ state: ListingV1.ListingState) -> ListingV1.ListingStanding {
    var standing = ListingV1.ListingStanding()
    standing.productListingID = id
    standing.productID = "SP-1"
    standing.floorID = "voso"
    standing.state = state
    standing.since = "2021-08-05"
    if state != .live {
      standing.actor = .office
      standing.adviceVietnamese = "mở sàn kiểm tra"
      standing.adviceEnglish = "look on the floor"
    }
    standing.priceDong = 55_000
    return standing
  }

  @Test("all pages of listings are one table, with what to do below each and a count of every state")
  func listings() async {
    let answers = FakeListingAnswers(states: { request in
      var response = ListingV1.ListListingStatesResponse()
      response.revision = 7
      // An empty page in between is not the last one.
      switch request.page?.pageToken {
      case "": response.nextPageToken = "a"
      case "a":
        response.listings = [Self.standing("DB-1", .live)]
        response.nextPageToken = "b"
      default: response.listings = [Self.standing("DB-2", .accepted)]
      }
      return response
    })
    let shown = await run(["listings"], answers)
    #expect(shown.status == .success)
    #expect(shown.output.contains("DB-1") && shown.output.contains("live") && shown.output.contains("55.000 đ"))
    #expect(shown.output.contains("→ mở sàn kiểm tra · look on the floor"))
    #expect(shown.diagnostics == "2 listings: accepted 1, live 1; listing revision 7\n")
    let json = await run(["listings", "--json"], answers)
    #expect(json.output.contains("\"product_listing_id\": \"DB-2\""))
    #expect(json.output.contains("LISTING_STATE_ACCEPTED"))
  }

  @Test("what is asked for reaches the service")
  func filters() async {
    let answers = FakeListingAnswers(states: { request in
      var response = ListingV1.ListListingStatesResponse()
      var standing = ListingV1.ListingStanding()
      standing.productListingID =
        [request.asOf, request.floorID, request.unitCode, request.productID, request.storeID].joined(separator: "|")
        + request.states.map { "|\($0.rawValue)" }.joined()
      response.listings = [standing]
      return response
    })
    let shown = await run(
      [
        "listings", "--as-of", "2021-11-05", "--floor", "voso", "--unit", "187", "--product", "SP-1", "--store", "CH-1",
        "--state", "not-found", "--state", "LIVE",
      ],
      answers
    )
    #expect(shown.output.contains("2021-11-05|voso|187|SP-1|CH-1|7|4"))
  }

  @Test("a state or level that there is not is refused with the nearest one, before anything is sent")
  func unknownChoices() async {
    let state = await run(["listings", "--state", "lives"], FakeListingAnswers())
    #expect(state.status == .usage)
    #expect(state.diagnostics.contains("Did you mean live?") && state.diagnostics.contains("not_found"))
    let level = await run(["leading", "--level", "best"], FakeListingAnswers())
    #expect(level.status == .usage)
    #expect(level.diagnostics.contains("leading, super_leading"))
  }

  @Test("a service that answers with the same page again is not asked for ever")
  func samePage() async {
    let answers = FakeListingAnswers(states: { _ in
      var response = ListingV1.ListListingStatesResponse()
      response.nextPageToken = "a"
      return response
    })
    let shown = await run(["listings"], answers)
    #expect(shown.status == .failure)
    #expect(shown.diagnostics.contains("same page again"))
  }

  @Test("readiness is one checklist for each floor; an unknown product is not found")
  func readiness() async {
    let answers = FakeListingAnswers(readiness: { request in
      guard request.productID == "SP-1" else { throw RPCError(.notFound, "no product \(request.productID)") }
      var item = ListingV1.ReadinessItem()
      item.what = .season
      item.required = true
      item.opensOn = "2021-11-01"
      item.actor = .producer
      item.adviceVietnamese = "chuẩn bị"
      item.adviceEnglish = "prepare"
      var there = ListingV1.ReadinessItem()
      there.what = .foodSafety
      there.satisfied = true
      there.expiresOn = "2022-01-31"
      var floor = ListingV1.FloorReadiness()
      floor.floorID = "voso"
      floor.floorName = "Vỏ Sò"
      floor.items = [item, there]
      floor.listings = [Self.standing("DB-1", .live)]
      var response = ListingV1.GetReadinessResponse()
      response.productID = "SP-1"
      response.asOf = request.asOf
      response.floors = [floor]
      response.registryRevision = 9
      return response
    })
    let shown = await run(["readiness", "SP-1", "--as-of", "2021-10-05"], answers)
    #expect(shown.status == .success)
    #expect(shown.output.contains("Vỏ Sò (voso): chưa sẵn sàng · not ready"))
    #expect(shown.output.contains("chuẩn bị · prepare (mở · opens 2021-11-01)"))
    #expect(shown.output.contains("food_safety") && shown.output.contains("2022-01-31"))
    #expect(shown.output.contains("listing DB-1: live từ · since 2021-08-05"))
    #expect(shown.diagnostics == "SP-1 on 2021-10-05; listing revision 0, registry followed to 9\n")
    let missing = await run(["readiness", "SP-9"], answers)
    #expect(missing.status == CommandFailure(RPCError(.notFound, ""), gateway: "").status)
  }

  @Test("stores stand beside the rule and what they lack to it")
  func leading() async {
    let answers = FakeListingAnswers(leading: { request in
      var rule = ListingV1.LeadingRule()
      rule.leadingRuleID = "QT-1"
      rule.level = request.level
      rule.decision = "Mẫu"
      rule.ordersMin = 100
      rule.quantityThousandthsMin = 100_500
      rule.quantityUnit = "kg"
      var quantity = ListingV1.QuantityByUnit()
      quantity.unitOfSale = "kg"
      quantity.quantityThousandths = 98_500
      var store = ListingV1.LeadingStore()
      store.storeID = "CH-1"
      store.name = "Lạp sườn"
      store.orderCount = 61
      store.revenueDong = 21_670_000
      store.quantities = [quantity]
      store.monthsWithSales = 1
      store.ordersMissing = 39
      store.quantityThousandthsMissing = 2_000
      var response = ListingV1.ListLeadingStoresResponse()
      response.rule = rule
      response.firstMonth = "2021-08"
      response.lastMonth = "2021-10"
      response.stores = [store]
      return response
    })
    let shown = await run(["leading", "--level", "super-leading"], answers)
    #expect(shown.status == .success)
    #expect(shown.output.contains("21.670.000 đ") && shown.output.contains("98,5 kg"))
    #expect(shown.output.contains("39 đơn · orders, sản lượng · quantity 2"))
    #expect(shown.diagnostics.contains("QT-1 (super_leading): Mẫu\n2021-08 – 2021-10: 100 đơn · orders, 100,5 kg\n"))
    #expect(shown.diagnostics.contains("0 of 1 stores reach it"))
  }

  @Test("the help of each command teaches with examples", arguments: ["listings", "readiness", "leading"])
  func help(command: String) async {
    let shown = await run([command, "--help"], FakeListingAnswers())
    #expect(shown.status == .success)
    #expect(shown.output.contains("Examples:") && shown.output.contains("ocop \(command) "))
  }
}
