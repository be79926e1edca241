import DomainPrimitives
import Testing

@testable import Listing

@Suite("Fields of the listing service's records")
struct ListingFieldRuleTests {
  private func account(provider: String) -> [RuleViolation] {
    var rules = RuleChecker()
    _ = PaymentAccount(
      id: "TK-1",
      producerID: "CT-1",
      provider: provider,
      openedOn: "2021-07-22",
      closedOn: "",
      rules: &rules
    )
    return rules.violations
  }

  @Test(
    "a payment account names its bank or wallet and never a number, however it is written",
    arguments: [
      "Agribank 123456", "8401 2050 0123", "12.34.56", "Agribank-12-34-56", "PostPay 1/2/3/4/5/6", "123456", "１２３４５６",
    ]
  )
  func accountNumbers(provider: String) throws {
    let violation = try #require(account(provider: provider).first)
    #expect(violation.reason == "account_number")
    #expect(!violation.description.contains(provider))
  }

  @Test(
    "digits that are part of a name are taken",
    arguments: ["Agribank", "Viettel Money", "VNPT Pay 24/7", "Bank 12345", "A1B2C3D4E5F6", "TPBank  123  456"]
  )
  func names(provider: String) {
    #expect(account(provider: provider) == [])
  }

  private func listing(
    planned: String = "",
    declared: String = "",
    accepted: String = "",
    observed: String = "",
    ended: String = "",
    reason: Int = 0,
    externalID: String = "",
    url: String = ""
  ) -> [String] {
    var rules = RuleChecker()
    _ = ProductListing(
      id: "DB-1",
      storeID: "CH-1",
      productID: "SP-1",
      plannedOn: planned,
      declaredOn: declared,
      acceptedOn: accepted,
      observedOn: observed,
      endedOn: ended,
      notLiveReason: reason,
      externalID: externalID,
      url: url,
      rules: &rules
    )
    return rules.violations.map { "\($0.field) \($0.reason)" }
  }

  @Test("declared, accepted, seen live and taken off follow each other, where they are set")
  func order() {
    #expect(listing(declared: "2021-08-01", accepted: "2021-08-01", observed: "2021-08-02", ended: "2021-09-01") == [])
    #expect(listing(observed: "2021-08-02") == [])
    #expect(listing(declared: "2021-08-02", accepted: "2021-08-01") == ["accepted_on out_of_order"])
    #expect(listing(declared: "2021-08-02", observed: "2021-08-01") == ["observed_on out_of_order"])
    #expect(listing(observed: "2021-08-02", ended: "2021-08-01") == ["ended_on out_of_order"])
    // A plan is a plan: it may turn out earlier or later.
    #expect(listing(planned: "2021-11-30", declared: "2021-08-02") == [])
  }

  @Test("only what was declared or seen can have ended")
  func ended() {
    #expect(listing(accepted: "2021-08-01", ended: "2021-09-01") == ["ended_on ended_but_never_listed"])
    #expect(listing(declared: "2021-08-01", ended: "2021-09-01") == [])
  }

  @Test("a listing says at least one thing: a day, or why it is not live")
  func facts() {
    #expect(listing() == ["planned_on no_fact"])
    #expect(listing(reason: 1) == [])
    #expect(listing(planned: "2021-11-30") == [])
    #expect(listing(reason: 11) == ["not_live_reason unknown_value"])
  }

  private func order(quantity: Int64 = 1500, revenue: Int64 = 0, state: Int = 1, evidence: Int = 1) -> [String] {
    var rules = RuleChecker()
    _ = Order(
      id: "DH-1",
      listingID: "DB-1",
      orderedOn: "2021-08-01",
      quantityThousandths: quantity,
      revenueDong: revenue,
      state: state,
      evidence: evidence,
      source: "",
      rules: &rules
    )
    return rules.violations.map { "\($0.field) \($0.reason)" }
  }

  @Test("an order has a quantity above 0, a revenue of 0 or more, a state and a grade of evidence")
  func orders() {
    #expect(order() == [])
    #expect(order(quantity: 0) == ["quantity_thousandths out_of_range"])
    #expect(order(revenue: -1) == ["revenue_dong out_of_range"])
    #expect(order(quantity: .max, revenue: .max) == ["quantity_thousandths out_of_range", "revenue_dong out_of_range"])
    #expect(order(state: 0, evidence: 4) == ["state missing", "evidence unknown_value"])
  }

  @Test("a sale fits a listing from the first day anybody says it was there to the day it was taken off")
  func sales() throws {
    func day(_ text: String) throws -> CivilDate { try CivilDate(parsing: text) }
    let store = Store(
      id: "CH-1",
      producerID: "CT-1",
      floorID: "voso",
      name: "Na",
      openedOn: try day("2021-07-22"),
      closedOn: try day("2021-10-31")
    )
    func listing(accepted: String?, observed: String?, ended: String?) throws -> ProductListing {
      ProductListing(
        id: "DB-1",
        storeID: "CH-1",
        productID: "SP-1",
        plannedOn: nil,
        declaredOn: nil,
        acceptedOn: try accepted.map(day),
        observedOn: try observed.map(day),
        endedOn: try ended.map(day),
        notLiveReason: nil,
        externalID: "",
        url: ""
      )
    }
    func fits(_ text: String, _ listing: ProductListing) throws -> Bool {
      let date = try day(text)
      return SaleRules.objection(toSaleFrom: date, to: date, listing: listing, store: store) == nil
    }
    let live = try listing(accepted: "2021-08-01", observed: "2021-08-05", ended: "2021-09-30")
    #expect(try fits("2021-08-01", live))
    #expect(try !fits("2021-07-31", live))
    #expect(try fits("2021-09-30", live))
    #expect(try !fits("2021-10-01", live))
    let open = try listing(accepted: "2021-07-01", observed: nil, ended: nil)
    #expect(try !fits("2021-07-21", open))
    #expect(try fits("2021-07-22", open))
    #expect(try fits("2021-10-31", open))
    #expect(try !fits("2021-11-01", open))
    #expect(try !fits("2021-08-01", try listing(accepted: nil, observed: nil, ended: nil)))
  }
}
