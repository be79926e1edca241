import DomainPrimitives
import Feed
import Storage

/// Sums what stores sold in the window of a rule, from the sums of their listings' months.
final class LeadingStoreReader {
  let window: ClosedRange<CivilMonth>
  private let day: CivilDate
  private let transaction: any ReadTransaction
  private var unitsOfSale: [String: String] = [:]

  init(rule: LeadingRule, day: CivilDate, transaction: any ReadTransaction) {
    window = rule.window(before: day)
    self.day = day
    self.transaction = transaction
  }

  /// The rule of a level that is in force on a day.
  static func rule(
    _ level: LeadingLevel,
    on day: CivilDate,
    in transaction: any ReadTransaction
  ) throws -> LeadingRule? {
    try ListingTables.leadingRules.select(
      "WHERE level = ?1 AND valid_from_day <= ?2 ORDER BY valid_from_day DESC LIMIT 1",
      [.choice(level), .day(day)],
      in: transaction
    ).first { $0.days?.contains(day) ?? false }
  }

  /// The store of an identifier, if it is open on the day.
  func openStore(_ id: String) throws -> Store? {
    guard let store = try ListingTables.stores.load(id, in: transaction)?.record, store.isOpen(on: day) else {
      return nil
    }
    return store
  }

  /// What a store sold in the window.
  func sales(of store: Store) throws -> StoreSales {
    var sales = StoreSales()
    let listings = try transaction.query(
      "SELECT product_listing_id, product_id FROM product_listing WHERE store_id = ?1",
      [.text(store.id)]
    ) { (id: $0.text(0), productID: $0.text(1)) }
    for listing in listings {
      let months = try ListingMonths.sums(
        of: listing.id,
        from: window.lowerBound,
        through: window.upperBound,
        in: transaction
      )
      if !months.isEmpty { sales.add(months, unitOfSale: try unitOfSale(listing.productID)) }
    }
    return sales
  }

  private func unitOfSale(_ productID: String) throws -> String {
    if let known = unitsOfSale[productID] { return known }
    let unit = try transaction.queryOne(
      "SELECT unit_of_sale FROM registry_product WHERE product_id = ?1",
      [.text(productID)]
    ) { $0.text(0) }
    unitsOfSale[productID] = unit ?? ""
    return unit ?? ""
  }
}
