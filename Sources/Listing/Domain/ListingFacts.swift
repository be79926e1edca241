import DomainPrimitives

/// What the rules between records look up. The answers include the records of the import that is being checked;
/// producers and products are those that the registry's feed has brought.
protocol ListingFacts {
  /// Whether the same import names this record and refuses it: then nothing is to be said about references to it,
  /// which would only repeat its own fault.
  func isRefused(_ kind: RecordKind, id: String) -> Bool

  func hasProducer(_ id: String) throws -> Bool
  /// Whether two identifiers are of one producer: the same, or one merged into the other, or both into a third.
  func isSameProducer(_ id: String, as other: String) throws -> Bool
  func product(_ id: String) throws -> KnownProduct?
  func hasFloor(_ id: String) throws -> Bool
  func store(_ id: String) throws -> Store?
  func listing(_ id: String) throws -> ProductListing?
  func listings(storeID: String) throws -> [ProductListing]
  /// First to last day of the single orders of a listing; nil when there are none.
  func orderDays(listingID: String) throws -> ClosedRange<CivilDate>?
  /// First to last month of the monthly totals of a listing; nil when there are none.
  func totalMonths(listingID: String) throws -> ClosedRange<CivilMonth>?
  /// Identifiers of the totals of a listing for a month.
  func monthlySales(listingID: String, month: CivilMonth) throws -> [String]
  /// Identifiers of the listings in a store that a floor calls by an identifier.
  func listings(storeID: String, externalID: String) throws -> [String]
  /// The first day on which somebody looked at a listing; nil when nobody did.
  func firstObservation(listingID: String) throws -> CivilDate?
  /// Identifiers of the prices of a listing that begin on a day.
  func prices(listingID: String, validFrom: CivilDate) throws -> [String]
  func pauses(listingID: String) throws -> [ListingPause]
  func leadingRules(level: LeadingLevel) throws -> [LeadingRule]
}
