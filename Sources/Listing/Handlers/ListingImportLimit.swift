import AccessControl
import Feed
import Storage

/// What an import may touch for who calls: nothing outside its rows, neither before the change nor after it. What it
/// refers to outside of them it is told the same of as of what does not exist.
struct ListingImportLimit {
  let rows: ReachedRows

  /// What forbids to change a record, as it is stored before the import.
  func objection(
    toStoring record: ListingRecord,
    over stored: ListingRecord?,
    in transaction: any ReadTransaction
  ) throws -> ImportObjection? {
    guard ListingRows.filter(record.kind, rows) != nil else {
      return ImportObjection(
        field: "record",
        description: "\(record.kind.name) records belong to nobody; only the province imports them"
      )
    }
    if try stored == nil || reaches(record.kind, record.id, in: transaction) { return nil }
    return ImportObjection(
      field: Self.identifierField(of: record),
      description: "\(record.id) is the identifier of a record that is not yours; choose another one, or have the "
        + "record changed by its own office or by the province"
    )
  }

  /// Whether the outcome is the caller's, with all records of the import in place. The rules must not speak of a record
  /// that is not allowed: they know what lies outside of the rows.
  struct Verdict {
    let isAllowed: Bool
    /// Why not; nil when the reason is told of another record of the import.
    let objection: ImportObjection?

    static let allowed = Verdict(isAllowed: true, objection: nil)
  }

  /// Decides on a record that was stored.
  func verdict(
    on change: ImportedRecord<ListingRecord>,
    refused: Set<RecordReference>,
    in transaction: any ReadTransaction
  ) throws -> Verdict {
    func denied(_ field: String, _ reference: RecordReference?, _ what: String) -> Verdict {
      if let reference, refused.contains(reference) { return Verdict(isAllowed: false, objection: nil) }
      let description = "no \(what) of yours has this identifier; correct it, or import the \(what) first"
      return Verdict(isAllowed: false, objection: ImportObjection(field: field, description: description))
    }
    func isReached() throws -> Bool { try reaches(change.record.kind, change.record.id, in: transaction) }
    func ofListing(_ id: String) throws -> Verdict {
      let listing = RecordReference(kind: RecordKind.productListing.rawValue, id: id)
      return try isReached() ? .allowed : denied("product_listing_id", listing, "listing")
    }
    switch change.record {
    case .floor, .leadingRule:
      return .allowed
    case .store, .paymentAccount:
      return try isReached() ? .allowed : denied("producer_id", nil, "producer")
    case .productListing(let listing):
      let store = RecordReference(kind: RecordKind.store.rawValue, id: listing.storeID)
      guard try isReached() else { return denied("store_id", store, "store") }
      let products = ListingRows.products(rows)
      return try RegistryProjection.hasProduct(listing.productID, reachedBy: products, in: transaction)
        ? .allowed : denied("product_id", nil, "product")
    case .order(let order): return try ofListing(order.listingID)
    case .monthlySales(let sales): return try ofListing(sales.listingID)
    case .listingObservation(let observation): return try ofListing(observation.listingID)
    case .listingPrice(let price): return try ofListing(price.listingID)
    case .listingPause(let pause): return try ofListing(pause.listingID)
    case .salesExpectation: return try isReached() ? .allowed : denied("product_id", nil, "product")
    }
  }

  private func reaches(_ kind: RecordKind, _ id: String, in transaction: any ReadTransaction) throws -> Bool {
    guard let filter = ListingRows.filter(kind, rows) else { return true }
    return try ListingStore.contains(kind, id: id, reachedBy: filter, in: transaction)
  }

  private static func identifierField(of record: ListingRecord) -> String {
    switch record {
    case .floor: "floor_id"
    case .store: "store_id"
    case .paymentAccount: "payment_account_id"
    case .productListing: "product_listing_id"
    case .order: "order_id"
    case .monthlySales: "monthly_sales_id"
    case .listingObservation: "observation_id"
    case .listingPrice: "price_id"
    case .listingPause: "pause_id"
    case .leadingRule: "leading_rule_id"
    case .salesExpectation: "expectation_id"
    }
  }
}
