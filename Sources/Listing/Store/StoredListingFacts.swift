import DomainPrimitives
import Feed
import Storage

/// Looks facts up in a transaction in which all records of the import are already stored.
struct StoredListingFacts: ListingFacts {
  let transaction: any ReadTransaction
  /// Records of the import that were refused by themselves.
  let refused: Set<RecordReference>

  func isRefused(_ kind: RecordKind, id: String) -> Bool {
    refused.contains(RecordReference(kind: kind.rawValue, id: id))
  }

  func hasProducer(_ id: String) throws -> Bool {
    try RegistryProjection.hasProducer(id, in: transaction)
  }

  func isSameProducer(_ id: String, as other: String) throws -> Bool {
    if id == other { return true }
    let survivor = try RegistryProjection.survivor(of: id, in: transaction)
    return try survivor == RegistryProjection.survivor(of: other, in: transaction)
  }

  func product(_ id: String) throws -> KnownProduct? {
    try RegistryProjection.product(id, in: transaction)
  }

  func hasFloor(_ id: String) throws -> Bool {
    try ListingTables.floors.contains(id, in: transaction)
  }

  func store(_ id: String) throws -> Store? {
    try ListingTables.stores.load(id, in: transaction)?.record
  }

  func listing(_ id: String) throws -> ProductListing? {
    try ListingTables.listings.load(id, in: transaction)?.record
  }

  func listings(storeID: String) throws -> [ProductListing] {
    try ListingTables.listings.select(
      "WHERE store_id = ?1 ORDER BY product_listing_id",
      [.text(storeID)],
      in: transaction
    )
  }

  func orderDays(listingID: String) throws -> ClosedRange<CivilDate>? {
    try days(
      "SELECT min(ordered_on_day), max(ordered_on_day) FROM single_order WHERE product_listing_id = ?1",
      listingID
    )
  }

  func totalMonths(listingID: String) throws -> ClosedRange<CivilMonth>? {
    let days = try days(
      "SELECT min(month_first_day), max(month_first_day) FROM monthly_sales WHERE product_listing_id = ?1",
      listingID
    )
    return days.map { CivilMonth(containing: $0.lowerBound)...CivilMonth(containing: $0.upperBound) }
  }

  func monthlySales(listingID: String, month: CivilMonth) throws -> [String] {
    try transaction.query(
      """
      SELECT monthly_sales_id FROM monthly_sales \
      WHERE product_listing_id = ?1 AND month_first_day = ?2 ORDER BY monthly_sales_id
      """,
      [.text(listingID), .day(month.firstDay)]
    ) { $0.text(0) }
  }

  func listings(storeID: String, externalID: String) throws -> [String] {
    try transaction.query(
      """
      SELECT product_listing_id FROM product_listing \
      WHERE store_id = ?1 AND external_id = ?2 ORDER BY product_listing_id
      """,
      [.text(storeID), .text(externalID)]
    ) { $0.text(0) }
  }

  func firstObservation(listingID: String) throws -> CivilDate? {
    try days(
      "SELECT min(observed_on_day), max(observed_on_day) FROM listing_observation WHERE product_listing_id = ?1",
      listingID
    )?.lowerBound
  }

  func prices(listingID: String, validFrom: CivilDate) throws -> [String] {
    try transaction.query(
      "SELECT price_id FROM listing_price WHERE product_listing_id = ?1 AND valid_from_day = ?2 ORDER BY price_id",
      [.text(listingID), .day(validFrom)]
    ) { $0.text(0) }
  }

  func pauses(listingID: String) throws -> [ListingPause] {
    try ListingTables.pauses.select(
      "WHERE product_listing_id = ?1 ORDER BY paused_on_day, pause_id",
      [.text(listingID)],
      in: transaction
    )
  }

  func leadingRules(level: LeadingLevel) throws -> [LeadingRule] {
    try ListingTables.leadingRules.select(
      "WHERE level = ?1 ORDER BY valid_from_day, leading_rule_id",
      [.choice(level)],
      in: transaction
    )
  }

  private func days(_ sql: String, _ listingID: String) throws -> ClosedRange<CivilDate>? {
    let found = try transaction.queryOne(sql, [.text(listingID)]) { ($0.optionalDay(0), $0.optionalDay(1)) }
    guard let first = found?.0, let last = found?.1 else { return nil }
    return first...last
  }
}
