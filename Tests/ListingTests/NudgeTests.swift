import DomainPrimitives
import Testing

@testable import Listing

/// What opens a task and what closes it. Every task is shown as "id opened due urgency".
@Suite("What somebody has to do about products and stores")
struct NudgeTests {
  private func shown(_ nudges: [Nudge], _ day: CivilDate) -> [String] {
    nudges.map { "\($0.id) \($0.openedOn) \($0.dueOn) \($0.urgency(on: day))" }
  }

  private func about(_ product: ProductProfile, _ listings: [PlacedListing] = []) throws -> ProductNudges {
    ProductNudges(
      product: product,
      rules: CertificateRules(recorded: []),
      floors: [DatedFacts.floor("postmart"), DatedFacts.floor("voso")],
      stores: [try DatedFacts.store()],
      listings: listings
    )
  }

  private func toList(_ product: ProductProfile, _ listings: [PlacedListing] = [], on day: String) throws -> [String] {
    let date = try DatedFacts.day(day)
    return shown(try about(product, listings).toList(on: date), date)
  }

  @Test("the day a product is recognised a task opens for every floor, and is due 30 days later")
  func list() throws {
    let product = DatedFacts.product(recognitions: [try DatedFacts.recognition("2021-08-01")])
    #expect(try toList(product, on: "2021-07-31") == [])
    #expect(
      try toList(product, on: "2021-08-01") == [
        "list_product/SP-1/postmart 2021-08-01 2021-08-31 dueSoon",
        "list_product/SP-1/voso 2021-08-01 2021-08-31 dueSoon",
      ]
    )
    #expect(try toList(product, on: "2021-08-31").allSatisfy { $0.hasSuffix("dueSoon") })
    #expect(try toList(product, on: "2021-09-01").allSatisfy { $0.hasSuffix("overdue") })
  }

  @Test("it closes on the floor where somebody saw the product live, and not by what the floor or the producer said")
  func closes() throws {
    let product = DatedFacts.product(recognitions: [try DatedFacts.recognition("2021-08-01")])
    let store = try DatedFacts.store()
    let listing = try DatedFacts.listing(accepted: "2021-08-05", observed: "2021-08-10")
    func open(_ day: String) throws -> [String] {
      let placed = try DatedFacts.placed(listing, in: store, on: day)
      return try toList(product, [placed], on: day).map { String($0.prefix { $0 != " " }) }
    }
    #expect(try open("2021-08-09") == ["list_product/SP-1/postmart", "list_product/SP-1/voso"])
    #expect(try open("2021-08-10") == ["list_product/SP-1/postmart"])
    // Unverified since long; it was seen live all the same.
    #expect(try open("2022-08-10") == ["list_product/SP-1/postmart"])
  }

  @Test("nothing is to be listed out of season, without a valid recognition, or after it was revoked")
  func notToList() throws {
    let seasonal = DatedFacts.product(
      seasons: try DatedFacts.seasons([(9, 11)]),
      recognitions: [try DatedFacts.recognition("2021-07-15")]
    )
    #expect(try toList(seasonal, on: "2021-08-31") == [])
    // The clock runs from the opening of the season.
    #expect(try toList(seasonal, on: "2021-09-01").first == "list_product/SP-1/postmart 2021-07-15 2021-10-01 dueSoon")
    #expect(try toList(DatedFacts.product(), on: "2021-08-01") == [])
    let revoked = try DatedFacts.recognition("2021-07-15", revoked: "2021-08-01")
    #expect(try toList(DatedFacts.product(recognitions: [revoked]), on: "2021-08-01") == [])
  }

  @Test("a plan is shown with its day; without a store the office is asked to help")
  func advice() throws {
    let product = DatedFacts.product(recognitions: [try DatedFacts.recognition("2021-08-01")])
    let planned = try DatedFacts.placed(
      try DatedFacts.listing(planned: "2021-11-30"),
      in: try DatedFacts.store(),
      on: "2021-11-05"
    )
    let nudges = try about(product, [planned]).toList(on: try DatedFacts.day("2021-11-05"))
    #expect(nudges.map(\.advice.party) == [.office, .producer])
    #expect(nudges.last?.advice.english == "list Na on voso, planned for 2021-11-30")
    #expect(nudges.last?.advice.vietnamese == "Đăng Na lên voso, dự kiến 2021-11-30")
  }

  private func toPrepare(_ listings: [PlacedListing], on day: String) throws -> [String] {
    let product = DatedFacts.product(
      seasons: try DatedFacts.seasons([(9, 11)]),
      recognitions: [try DatedFacts.recognition("2020-07-15")]
    )
    let date = try DatedFacts.day(day)
    return shown(try about(product, listings).toPrepare(on: date), date)
  }

  @Test("30 days before a season opens it is to be prepared; after it opened only what was live before")
  func season() throws {
    #expect(try toPrepare([], on: "2021-08-01") == [])
    #expect(try toPrepare([], on: "2021-08-02") == ["prepare_season/SP-1/2021-09-01 2021-08-02 2021-09-01 dueSoon"])
    #expect(try toPrepare([], on: "2021-09-01") == [])
    let store = try DatedFacts.store()
    let ended = try DatedFacts.listing(observed: "2020-09-10", ended: "2020-11-30", reason: .outOfSeason)
    func placed(_ day: String, _ looks: [ListingLook] = []) throws -> [PlacedListing] {
      [try DatedFacts.placed(ended, in: store, on: day, looks: looks)]
    }
    #expect(
      try toPrepare(placed("2021-09-02"), on: "2021-09-02") == [
        "prepare_season/SP-1/2021-09-01 2021-08-02 2021-09-01 overdue"
      ]
    )
    #expect(try toPrepare(placed("2021-12-01"), on: "2021-12-01") == [])
    let live = try DatedFacts.placed(
      try DatedFacts.listing(observed: "2021-08-20"),
      in: store,
      on: "2021-08-20"
    )
    #expect(try toPrepare([live], on: "2021-08-20") == [])
  }

  private func toWake(
    lastSale: String,
    observed: String = "2021-07-10",
    seasons: SeasonWindows = .allYear,
    closed: String = "",
    on day: String
  ) throws -> [String] {
    let store = try DatedFacts.store(closed: closed)
    let offer = StoreNudges.Offer(
      placed: try DatedFacts.placed(try DatedFacts.listing(observed: observed), in: store, on: day),
      seasons: seasons
    )
    let date = try DatedFacts.day(day)
    let nudges = StoreNudges(store: store, offers: [offer], lastSale: try DatedFacts.optionalDay(lastSale))
    return shown(nudges.toWake(on: date), date)
  }

  @Test("a store that has sold nothing for 60 days is to be woken, and a sale closes it")
  func silent() throws {
    #expect(try toWake(lastSale: "2021-08-01", on: "2021-09-29") == [])
    #expect(
      try toWake(lastSale: "2021-08-01", on: "2021-09-30") == [
        "wake_silent_store/CH-1/2021-08-01 2021-09-30 2021-10-30 dueSoon"
      ]
    )
    #expect(try toWake(lastSale: "2021-09-29", on: "2021-09-30") == [])
    // Never sold anything: from the day it was first seen live.
    #expect(
      try toWake(lastSale: "", on: "2021-09-08") == ["wake_silent_store/CH-1/2021-07-10 2021-09-08 2021-10-08 dueSoon"]
    )
    #expect(try toWake(lastSale: "2021-08-01", closed: "2021-09-30", on: "2021-09-30") == [])
  }

  @Test("days out of season are no silence")
  func silentInSeason() throws {
    let autumn = try DatedFacts.seasons([(9, 12)])
    #expect(try toWake(lastSale: "2021-07-12", seasons: autumn, on: "2021-08-31") == [])
    #expect(try toWake(lastSale: "2021-07-12", seasons: autumn, on: "2021-10-30") == [])
    #expect(
      try toWake(lastSale: "2021-07-12", seasons: autumn, on: "2021-10-31") == [
        "wake_silent_store/CH-1/2021-09-01 2021-10-31 2021-11-30 dueSoon"
      ]
    )
  }
}
