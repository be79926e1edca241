import Messages
import Testing

@testable import Listing

@Suite("What fits together in the listing service")
struct ListingRuleTests {
  @Test("references to nothing are refused, and the fault of one record is not repeated at others")
  func references() async throws {
    try await ListingUnderTest.following { listing async throws in
      #expect(
        try await listing.faults([
          Sample.store("CH-1", on: "shopee"), Sample.listing("DB-1", in: "CH-9"),
          Sample.listing("DB-2", in: "CH-2", of: "SP-9"), Sample.order("DH-1", through: "DB-9"),
          Sample.monthlySales("DS-1", through: "DB-9"), Sample.account("TK-1", of: "CT-9"),
          Sample.store("CH-2", opened: "2021-13-01"),
        ]) == [
          "0 floor_id unknown_floor", "1 store_id unknown_store", "2 product_id unknown_product",
          "3 product_listing_id unknown_listing", "4 product_listing_id unknown_listing",
          "5 producer_id unknown_producer", "6 opened_on month_out_of_range",
        ]
      )
    }
  }

  @Test("a producer may have several stores on one floor, and sells only its own products in them")
  func stores() async throws {
    try await ListingUnderTest.following { listing async throws in
      #expect(try await listing.faults([Sample.store("CH-1"), Sample.store("CH-2")]) == [])
      #expect(
        try await listing.faults([Sample.listing("DB-1", in: "CH-1", of: "SP-3")]) == [
          "0 product_id product_of_another_producer"
        ]
      )
      #expect(try await listing.faults([Sample.listing("DB-1", in: "CH-1", of: "SP-2")]) == [])
      #expect(
        try await listing.faults([Sample.store("CH-1", of: "CT-2")]) == [
          "0 producer_id listings_of_another_producer"
        ]
      )
    }
  }

  @Test("nothing is seen live in a store that is not open yet")
  func observedBeforeOpening() async throws {
    try await ListingUnderTest.following { listing async throws in
      let records = [Sample.store("CH-1"), Sample.listing("DB-1", observed: "2021-07-21")]
      #expect(try await listing.faults(records) == ["1 observed_on before_store_opened"])
    }
  }

  @Test("an order is of a day on which its listing was there")
  func orders() async throws {
    try await ListingUnderTest.following { listing async throws in
      let place = [Sample.store("CH-1"), Sample.listing("DB-1", observed: "2021-08-05", ended: "2021-09-30")]
      #expect(try await listing.faults(place) == [])
      let days = ["2021-08-04", "2021-08-05", "2021-09-30", "2021-10-01"]
      #expect(
        try await listing.faults(days.enumerated().map { Sample.order("DH-\($0)", on: $1) }) == [
          "0 ordered_on listing_not_live", "3 ordered_on listing_not_live",
        ]
      )
    }
  }

  @Test("a month's total is of a month in which its listing was there for a day, and there is one for each month")
  func monthlySales() async throws {
    try await ListingUnderTest.following { listing async throws in
      let place = [Sample.store("CH-1"), Sample.listing("DB-1", observed: "2021-08-31", ended: "2021-10-01")]
      #expect(try await listing.faults(place) == [])
      let months = ["2021-07", "2021-08", "2021-10", "2021-11"]
      #expect(
        try await listing.faults(months.enumerated().map { Sample.monthlySales("DS-\($0)", month: $1) }) == [
          "0 month listing_not_live", "3 month listing_not_live",
        ]
      )
      let twice = [Sample.monthlySales("DS-A", month: "2021-09"), Sample.monthlySales("DS-B", month: "2021-09")]
      #expect(try await listing.faults(twice) == ["0 month second_total", "1 month second_total"])
      #expect(try await listing.faults([twice[0]]) == [])
      #expect(try await listing.faults([twice[1]]) == ["0 month second_total"])
      #expect(try await listing.faults([twice[0]]) == [])
    }
  }

  @Test("a store or a listing cannot be changed so that its sales fall outside of it")
  func salesKeepTheirPlace() async throws {
    try await ListingUnderTest.following { listing async throws in
      let records = [
        Sample.store("CH-1"), Sample.listing("DB-1"), Sample.order("DH-1", on: "2021-08-10"),
        Sample.order("DH-2", on: "2021-10-20"),
      ]
      #expect(try await listing.faults(records) == [])
      #expect(
        try await listing.faults([Sample.store("CH-1", closed: "2021-10-19")]) == ["0 opened_on sales_outside_opening"]
      )
      #expect(try await listing.faults([Sample.store("CH-1", closed: "2021-10-20")]) == [])
      let total = [Sample.store("CH-1"), Sample.monthlySales("DS-1", month: "2021-11")]
      #expect(try await listing.faults(total) == [])
      #expect(
        try await listing.faults([Sample.store("CH-1", closed: "2021-10-31")]) == ["0 opened_on sales_outside_opening"]
      )
      #expect(try await listing.faults([Sample.store("CH-1", closed: "2021-11-01")]) == [])
      #expect(
        try await listing.faults([Sample.listing("DB-1", observed: "2021-08-11")]) == [
          "0 product_listing_id sales_outside_listing"
        ]
      )
    }
  }
}
