import DomainPrimitives
import Messages
import Testing

@testable import Listing

/// Rules for looks, prices, pauses, rules for leading stores and expectations, through the import.
@Suite("What fits together in observations, prices, pauses and rules")
struct ObservationRuleTests {
  private static let place = [Sample.store("CH-1"), Sample.listing("DB-1"), Sample.listing("DB-2", of: "SP-2")]

  @Test("a look, a price and a pause are of a listing that there is, a look of a day on which its store was open")
  func references() async throws {
    try await ListingUnderTest.following { listing async throws in
      #expect(try await listing.faults(Self.place) == [])
      #expect(
        try await listing.faults([
          Sample.observation("QS-1", of: "DB-9"), Sample.price("GB-1", of: "DB-9"), Sample.pause("TD-1", of: "DB-9"),
          Sample.expectation("KV-1", of: "SP-9"), Sample.observation("QS-2", on: "2021-07-21"),
          Sample.observation("QS-3", on: "2021-07-22"),
        ]) == [
          "0 product_listing_id unknown_listing", "1 product_listing_id unknown_listing",
          "2 product_listing_id unknown_listing", "3 product_id unknown_product", "4 observed_on before_store_opened",
        ]
      )
    }
  }

  @Test("a store cannot open after somebody looked at what it sells, nor a listing move into such a store")
  func openedLater() async throws {
    try await ListingUnderTest.following { listing async throws in
      let looked =
        Self.place + [Sample.observation("QS-1", on: "2021-08-20"), Sample.store("CH-2", opened: "2021-08-21")]
      #expect(try await listing.faults(looked) == [])
      // What was said of the listing itself is 5 August, which is its own rule's to say.
      #expect(
        try await listing.faults([Sample.store("CH-1", opened: "2021-08-21")]) == [
          "0 opened_on observed_before_store_opened"
        ]
      )
      #expect(
        try await listing.faults([Sample.listing("DB-1", in: "CH-2", observed: "2021-08-25")]) == [
          "0 store_id observed_before_store_opened"
        ]
      )
    }
  }

  @Test("of one day a listing has one price, and a price is corrected under its own identifier")
  func prices() async throws {
    try await ListingUnderTest.following { listing async throws in
      #expect(try await listing.faults(Self.place + [Sample.price("GB-1"), Sample.price("GB-2", of: "DB-2")]) == [])
      #expect(try await listing.faults([Sample.price("GB-3")]) == ["0 valid_from second_price"])
      #expect(try await listing.faults([Sample.price("GB-1", from: "2021-08-06"), Sample.price("GB-3")]) == [])
    }
  }

  @Test("pauses of one listing share no day; one may begin on the day another ends")
  func pauses() async throws {
    try await ListingUnderTest.following { listing async throws in
      #expect(try await listing.faults(Self.place + [Sample.pause("TD-1", from: "2021-09-01", to: "2021-09-11")]) == [])
      #expect(
        try await listing.faults([Sample.pause("TD-2", from: "2021-09-10", to: "")]) == [
          "0 paused_on overlapping_pause"
        ]
      )
      #expect(try await listing.faults([Sample.pause("TD-2", from: "2021-09-11", to: "")]) == [])
      #expect(try await listing.faults([Sample.pause("TD-3", of: "DB-2", from: "2021-09-05")]) == [])
      #expect(
        try await listing.faults([Sample.pause("TD-4", from: "2030-01-01", to: "2030-01-02")]) == [
          "0 paused_on overlapping_pause"
        ]
      )
    }
  }

  @Test("the floor's identifier is one listing's in a store, and may be another's in another store")
  func externalIDs() async throws {
    try await ListingUnderTest.following { listing async throws in
      func named(_ id: String, in store: String, of product: String) -> ListingV1.Record {
        var record = Sample.listing(id, in: store, of: product)
        if case .productListing(var listing) = record.record {
          listing.externalID = "VS-1"
          record.record = .productListing(listing)
        }
        return record
      }
      let stores = [Sample.store("CH-1"), Sample.store("CH-2", on: "postmart")]
      #expect(
        try await listing.faults(
          stores + [named("DB-1", in: "CH-1", of: "SP-1"), named("DB-2", in: "CH-2", of: "SP-1")]
        )
          == []
      )
      #expect(
        try await listing.faults([named("DB-3", in: "CH-1", of: "SP-2")]) == ["0 external_id second_external_id"]
      )
    }
  }

  @Test("rules of one level share no day; the next begins on the day after the last of the one before")
  func leadingRules() async throws {
    try await ListingUnderTest.following { listing async throws in
      #expect(try await listing.faults([Sample.leadingRule("QT-1", from: "2021-01-01", to: "2022-01-01")]) == [])
      #expect(
        try await listing.faults([Sample.leadingRule("QT-2", from: "2021-12-31")]) == ["0 valid_from overlapping_rule"]
      )
      #expect(
        try await listing.faults([
          Sample.leadingRule("QT-2", from: "2022-01-01"), Sample.leadingRule("QT-3", .superLeading, from: "2021-06-01"),
        ]) == []
      )
    }
  }

  private func faults(_ read: (inout RuleChecker) -> Void) -> [String] {
    var rules = RuleChecker()
    read(&rules)
    return rules.violations.map { "\($0.field) \($0.reason)" }
  }

  @Test("a rule for leading stores asks something, and nothing that its window cannot give")
  func leadingRuleFields() {
    func rule(
      to: String = "",
      window: Int = 3,
      orders: Int64 = 0,
      months: Int = 0,
      quantity: Int64 = 0,
      unit: String = ""
    ) -> [String] {
      faults { rules in
        _ = LeadingRule(
          id: "QT-1",
          level: 1,
          decision: "1/QĐ",
          days: (from: "2021-07-20", to: to),
          windowMonths: window,
          minimums: (orders: orders, revenueDong: 0, monthsWithSales: months, quantityThousandths: quantity),
          quantityUnit: unit,
          rules: &rules
        )
      }
    }
    #expect(rule(orders: 1) == [])
    #expect(rule() == ["orders_min no_minimum"])
    #expect(rule(to: "2021-07-20", orders: 1) == ["valid_to out_of_order"])
    #expect(rule(window: 0, orders: 1) == ["window_months out_of_range"])
    #expect(rule(window: 37, orders: 1) == ["window_months out_of_range"])
    #expect(rule(months: 4) == ["months_with_sales_min out_of_range"])
    #expect(rule(quantity: 1) == ["quantity_unit missing"])
    #expect(rule(orders: 1, unit: "kg") == ["quantity_unit without_quantity"])
    #expect(rule(quantity: 1, unit: "kg") == [])
  }

  @Test("a pause ends after it began, an expectation names months and numbers in order, a price is above 0")
  func fields() {
    func pause(_ resumed: String) -> [String] {
      faults { rules in
        _ = ListingPause(
          id: "TD-1",
          listingID: "DB-1",
          pausedOn: "2021-09-01",
          resumedOn: resumed,
          reason: 3,
          rules: &rules
        )
      }
    }
    #expect(pause("") == [])
    #expect(pause("2021-09-02") == [])
    #expect(pause("2021-09-01") == ["resumed_on out_of_order"])
    func expectation(_ last: String, _ most: Int64) -> [String] {
      faults { rules in
        _ = SalesExpectation(
          id: "KV-1",
          productID: "SP-1",
          months: (first: "2021-11", last: last),
          quantityThousandths: (min: 200_000, max: most),
          statedOn: "2021-11-05",
          rules: &rules
        )
      }
    }
    #expect(expectation("2021-11", 200_000) == [])
    #expect(expectation("2021-10", 199_999) == ["last_month out_of_order", "quantity_thousandths_max out_of_order"])
    #expect(
      faults { _ = ListingPrice(id: "GB-1", listingID: "DB-1", validFrom: "2021-08-05", priceDong: 0, rules: &$0) } == [
        "price_dong out_of_range"
      ]
    )
  }

  @Test(
    "an address starts with http:// or https:// and names a host",
    arguments: [
      ("https://voso.vn/san-pham/1", true), ("http://postmart.vn", true), ("https://voso.vn:8443/a?b=c", true),
      ("https:///san-pham", false), ("https://", false), ("voso.vn/san-pham", false), ("ftp://voso.vn", false),
      ("https://voso.vn/a b", false), ("https://.vn", false), ("https://user@voso.vn", false), ("https://?a", false),
    ]
  )
  func addresses(text: String, isAddress: Bool) {
    #expect(WebAddress.isAddress(text) == isAddress)
    let found = faults { WebAddress.check(text, "url", charactersMax: 500, rules: &$0) }
    #expect(found == (isAddress ? [] : ["url bad_url"]))
  }

  @Test("an address of more than 500 characters is refused")
  func longAddress() {
    let url = "https://voso.vn/" + String(repeating: "a", count: 485)
    #expect(faults { WebAddress.check(url, "url", charactersMax: 500, rules: &$0) } == ["url too_long"])
  }

  @Test("what a floor wants is named once each, and its days are at most ten years")
  func floors() {
    func floor(_ days: Int, _ wants: [Int]) -> [String] {
      faults { rules in
        _ = Floor(id: "voso", name: "Vỏ Sò", url: "", unverifiedAfterDays: days, requirements: wants, rules: &rules)
      }
    }
    #expect(floor(0, []) == [])
    #expect(floor(3650, [1, 2, 10]) == [])
    #expect(floor(3651, [2, 2]) == ["unverified_after_days out_of_range", "requirements listed_twice"])
    #expect(floor(1, [11]) == ["requirements unknown_value"])
  }
}
