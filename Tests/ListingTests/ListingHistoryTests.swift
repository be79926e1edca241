import DomainPrimitives
import Testing

@testable import Listing

/// One listing's facts, and how it stands on each of some days. "state since" as text; "–" where nothing is known.
@Suite("How a listing stands on a day")
struct ListingHistoryTests {
  private func standings(
    _ listing: ProductListing,
    closed: String = "",
    verifiedForDays: Int = 90,
    looks: [(String, ObservedState)] = [],
    pauses: [ListingPause] = [],
    on days: [String]
  ) throws -> [String] {
    let history = ListingHistory(
      listing: listing,
      store: try DatedFacts.store(closed: closed),
      verifiedForDays: verifiedForDays,
      looks: try looks.map { ListingLook(day: try DatedFacts.day($0), state: $1) },
      pauses: pauses
    )
    return try days.map { day in
      guard let standing = history.standing(on: try DatedFacts.day(day)) else { return "–" }
      return "\(standing.state)" + (standing.since.map { " \($0)" } ?? "")
    }
  }

  @Test("what was said comes before what was seen, each from its own day on; accepted is not seen live")
  func stages() throws {
    let listing = try DatedFacts.listing(
      planned: "2021-08-01",
      declared: "2021-08-03",
      accepted: "2021-08-05",
      observed: "2021-08-08"
    )
    #expect(
      try standings(listing, on: ["2021-07-20", "2021-08-03", "2021-08-04", "2021-08-05", "2021-08-07", "2021-08-08"])
        == [
          "planned", "declared 2021-08-03", "declared 2021-08-03", "accepted 2021-08-05", "accepted 2021-08-05",
          "live 2021-08-08",
        ]
    )
    let accepted = try DatedFacts.listing(accepted: "2021-08-05")
    #expect(try standings(accepted, on: ["2021-08-04", "2025-01-01"]) == ["–", "accepted 2021-08-05"])
  }

  @Test("unseen for the floor's days it is unverified, on that very day; another look makes it live again")
  func unverified() throws {
    let listing = try DatedFacts.listing(observed: "2021-08-01")
    #expect(
      try standings(listing, verifiedForDays: 90, on: ["2021-10-29", "2021-10-30", "2022-05-01"]) == [
        "live 2021-08-01", "unverified 2021-10-30", "unverified 2021-10-30",
      ]
    )
    #expect(
      try standings(
        listing,
        verifiedForDays: 90,
        looks: [("2021-10-29", .live), ("2022-02-10", .live)],
        on: ["2021-10-30", "2022-01-27", "2022-02-10", "2022-02-09"]
      ) == ["live 2021-08-01", "unverified 2022-01-27", "live 2022-02-10", "unverified 2022-01-27"]
    )
  }

  @Test("whoever looked last is believed; of two looks of one day the better one")
  func lastLook() throws {
    let listing = try DatedFacts.listing(observed: "2021-08-01")
    let looks: [(String, ObservedState)] = [
      ("2021-09-10", .notFound), ("2021-08-20", .live), ("2021-09-12", .notFound), ("2021-09-20", .notForSale),
      ("2021-09-30", .notFound), ("2021-09-30", .live),
    ]
    #expect(
      try standings(
        listing,
        looks: looks,
        on: ["2021-09-09", "2021-09-11", "2021-09-19", "2021-09-20", "2021-09-30"]
      ) == [
        "live 2021-08-01", "notFound 2021-09-10", "notFound 2021-09-10", "paused 2021-09-20", "live 2021-09-30",
      ]
    )
  }

  @Test("while it is paused it is paused whatever was seen; resumed, it has to be seen again")
  func pauses() throws {
    let listing = try DatedFacts.listing(observed: "2021-08-01")
    let pause = try DatedFacts.pause("2021-08-10", "2021-08-20", .soldOut)
    #expect(
      try standings(
        listing,
        looks: [("2021-08-12", .live), ("2021-08-25", .live)],
        pauses: [pause],
        on: ["2021-08-09", "2021-08-10", "2021-08-19", "2021-08-20", "2021-08-24", "2021-08-25"]
      ) == [
        "live 2021-08-01", "paused 2021-08-10", "paused 2021-08-10", "unverified 2021-08-20", "unverified 2021-08-20",
        "live 2021-08-25",
      ]
    )
  }

  @Test("it ends on the day it is taken off, or its store closes, whichever comes first")
  func ends() throws {
    let listing = try DatedFacts.listing(observed: "2021-08-01", ended: "2021-10-01", reason: .outOfSeason)
    #expect(try standings(listing, on: ["2021-09-30", "2021-10-01"]) == ["live 2021-08-01", "ended 2021-10-01"])
    #expect(
      try standings(listing, closed: "2021-09-15", on: ["2021-09-14", "2021-09-15", "2021-10-02"]) == [
        "live 2021-08-01", "ended 2021-09-15", "ended 2021-09-15",
      ]
    )
  }

  @Test("a reason alone is not listed; the reason of an end is of nothing before it")
  func reasons() throws {
    let alone = try DatedFacts.listing(reason: .missingDocument)
    #expect(try standings(alone, on: ["2021-08-01"]) == ["notListed"])
    let history = ListingHistory(
      listing: try DatedFacts.listing(declared: "2021-08-01", ended: "2021-10-01", reason: .withdrawn),
      store: try DatedFacts.store(),
      verifiedForDays: 90,
      looks: [],
      pauses: []
    )
    #expect(history.standing(on: try DatedFacts.day("2021-07-31")) == nil)
    #expect(history.standing(on: try DatedFacts.day("2021-09-01"))?.reason == nil)
    #expect(history.standing(on: try DatedFacts.day("2021-10-01"))?.reason == .withdrawn)
  }

  @Test("every state but live, and every reason, says who has to do what, in both languages")
  func advice() throws {
    for state in ListingState.allCases {
      for reason in [nil] + NotLiveReason.allCases.map(Optional.some) {
        let advice = ListingStanding(state: state, reason: reason).advice
        let needsOne = state != .live && (reason != nil || ![.planned, .notListed].contains(state))
        #expect((advice != nil) == needsOne, "\(state) \(String(describing: reason))")
        if let advice { #expect(!advice.vietnamese.isEmpty && !advice.english.isEmpty) }
      }
    }
    #expect(ListingAdvice.advice(for: .waitingForFloor).party == .floor)
    let late = ListingStanding(state: .planned, reason: .planned, isPlanOverdue: true).advice
    #expect(late?.english.contains("has passed") == true)
    #expect(ListingStanding(state: .ended, isStoreClosed: true).advice?.english.contains("store has closed") == true)
  }
}
