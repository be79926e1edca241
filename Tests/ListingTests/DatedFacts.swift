import DomainPrimitives

@testable import Listing

/// Facts of the domain for tests, by their days in text.
enum DatedFacts {
  static func day(_ text: String) throws -> CivilDate { try CivilDate(parsing: text) }

  static func optionalDay(_ text: String) throws -> CivilDate? { text.isEmpty ? nil : try day(text) }

  static func store(opened: String = "2021-07-01", closed: String = "", on floorID: String = "voso") throws -> Store {
    Store(
      id: "CH-1",
      producerID: "CT-1",
      floorID: floorID,
      name: "Na",
      openedOn: try day(opened),
      closedOn: try optionalDay(closed)
    )
  }

  static func listing(
    planned: String = "",
    declared: String = "",
    accepted: String = "",
    observed: String = "",
    ended: String = "",
    reason: NotLiveReason? = nil
  ) throws -> ProductListing {
    ProductListing(
      id: "DB-1",
      storeID: "CH-1",
      productID: "SP-1",
      plannedOn: try optionalDay(planned),
      declaredOn: try optionalDay(declared),
      acceptedOn: try optionalDay(accepted),
      observedOn: try optionalDay(observed),
      endedOn: try optionalDay(ended),
      notLiveReason: reason,
      externalID: "",
      url: ""
    )
  }

  static func pause(_ from: String, _ to: String = "", _ reason: NotLiveReason? = nil) throws -> ListingPause {
    ListingPause(
      id: "TD-\(from)",
      listingID: "DB-1",
      pausedOn: try day(from),
      resumedOn: try optionalDay(to),
      reason: reason
    )
  }

  static func seasons(
    _ windows: [(Int, Int)],
    _ exceptions: [(String, String, Bool)] = []
  ) throws -> SeasonWindows {
    SeasonWindows(
      try windows.map { try SeasonWindow(firstMonth: $0.0, lastMonth: $0.1) },
      exceptions: try exceptions.map { first, last, isInSeason in
        try SeasonException(
          firstMonth: try CivilMonth(parsing: first),
          lastMonth: try CivilMonth(parsing: last),
          isInSeason: isInSeason
        )
      }
    )
  }

  static func recognition(
    _ issued: String,
    revoked: String = "",
    filed: String = "",
    decided: String = ""
  ) throws -> KnownRecognition {
    KnownRecognition(
      id: "CN-\(issued)",
      issuedOn: try day(issued),
      revokedOn: try optionalDay(revoked),
      reEvaluationFiledOn: try optionalDay(filed),
      reEvaluationDecidedOn: try optionalDay(decided)
    )
  }

  static func product(
    seasons: SeasonWindows = .allYear,
    recognitions: [KnownRecognition] = [],
    documents: [KnownDocument] = [],
    gtin: String = ""
  ) -> ProductProfile {
    ProductProfile(
      id: "SP-1",
      producerID: "CT-1",
      name: "Na",
      unitOfSale: "kg",
      gtin: gtin,
      seasons: seasons,
      recognitions: recognitions,
      documents: documents
    )
  }

  static func floor(_ id: String = "voso", wants: [FloorRequirement] = []) -> Floor {
    Floor(id: id, name: id, url: "", unverifiedAfterDays: 0, requirements: wants)
  }

  /// A listing as its facts say that it stands on a day.
  static func placed(
    _ listing: ProductListing,
    in store: Store,
    on day: String,
    looks: [ListingLook] = []
  ) throws -> PlacedListing {
    let history = ListingHistory(listing: listing, store: store, verifiedForDays: 90, looks: looks, pauses: [])
    return PlacedListing(
      listing: listing,
      store: store,
      producer: nil,
      standing: history.standing(on: try self.day(day)),
      priceDong: nil
    )
  }
}
