import DomainPrimitives

/// The facts that decided about one record, as values; `text` writes them for people. Indirect: they are handed on
/// for every record that is counted, and looked at only for those that are shown.
indirect enum Evidence: Hashable, Sendable {
  // Recognition.
  case recognised(stars: Int, issuedOn: CivilDate, expiresOn: CivilDate)
  case recognisedByExtension(stars: Int, expiredOn: CivilDate)
  case neverRecognised
  case recognisedOnly(on: CivilDate)
  case certificateExpired(on: CivilDate)
  case certificateRevoked(on: CivilDate)
  // Producers.
  case registered(on: CivilDate)
  case producerEnded(on: CivilDate)
  case mergedInto(producerID: String)
  case storeOpen(floorID: String, since: CivilDate)
  case storeClosed(floorID: String, on: CivilDate)
  case storeOpensOnly(floorID: String, on: CivilDate)
  case noStore
  case accountOpen(provider: String, since: CivilDate)
  case accountClosed(provider: String, on: CivilDate)
  case accountOpensOnly(provider: String, on: CivilDate)
  case noAccount
  // Listings.
  case listed([FloorDay])
  case listedNotEverywhere([FloorDay], missingFloorIDs: [String])
  case noFloorKnown
  /// By the windows, or by the exception that goes before them.
  case outOfSeason(SeasonWindows, exception: SeasonException?)
  case seenButStoreClosed(FloorDay, closedOn: CivilDate)
  case seenBeforeStoreOpened(FloorDay, openedOn: CivilDate)
  case declaredNotSeen(FloorDay, isAccepted: Bool, notLiveReason: String?)
  case planned(FloorDay, notLiveReason: String?)
  case takenOff(FloorDay, notLiveReason: String?)
  case listedOnlyLater(FloorDay)
  case listingWithoutDate(floorID: String, notLiveReason: String?)
  case storeWithoutListing(floorID: String, since: CivilDate)
  /// In words, where nothing else is known of it.
  case words(String)
  // Sales.
  case orders(SaleRecord)
  case monthlyTotal(SaleRecord)
  case unknownProduct(listingID: String)
}
