import Feed
import Storage

/// Reads and stores records of every kind.
enum ListingStore {
  /// The record of a kind and identifier; nil when there is none, or none that a filter reaches.
  static func load(
    _ kind: RecordKind,
    id: String,
    reachedBy filter: RowFilter? = nil,
    in transaction: any ReadTransaction
  ) throws -> StoredRecord<ListingRecord>? {
    func load<Record>(
      _ table: RecordTable<Record>,
      _ wrap: (Record) -> ListingRecord
    ) throws -> StoredRecord<ListingRecord>? {
      try table.load(id, reachedBy: filter, in: transaction)?.map(wrap)
    }
    return switch kind {
    case .floor: try load(ListingTables.floors, ListingRecord.floor)
    case .store: try load(ListingTables.stores, ListingRecord.store)
    case .paymentAccount: try load(ListingTables.accounts, ListingRecord.paymentAccount)
    case .productListing: try load(ListingTables.listings, ListingRecord.productListing)
    case .order: try load(ListingTables.orders, ListingRecord.order)
    case .monthlySales: try load(ListingTables.monthlySales, ListingRecord.monthlySales)
    case .listingObservation: try load(ListingTables.observations, ListingRecord.listingObservation)
    case .listingPrice: try load(ListingTables.prices, ListingRecord.listingPrice)
    case .listingPause: try load(ListingTables.pauses, ListingRecord.listingPause)
    case .leadingRule: try load(ListingTables.leadingRules, ListingRecord.leadingRule)
    case .salesExpectation: try load(ListingTables.expectations, ListingRecord.salesExpectation)
    }
  }

  /// Whether a filter reaches the record of a kind and identifier; false when there is none.
  static func contains(
    _ kind: RecordKind,
    id: String,
    reachedBy filter: RowFilter,
    in transaction: any ReadTransaction
  ) throws -> Bool {
    switch kind {
    case .floor: try ListingTables.floors.contains(id, reachedBy: filter, in: transaction)
    case .store: try ListingTables.stores.contains(id, reachedBy: filter, in: transaction)
    case .paymentAccount: try ListingTables.accounts.contains(id, reachedBy: filter, in: transaction)
    case .productListing: try ListingTables.listings.contains(id, reachedBy: filter, in: transaction)
    case .order: try ListingTables.orders.contains(id, reachedBy: filter, in: transaction)
    case .monthlySales: try ListingTables.monthlySales.contains(id, reachedBy: filter, in: transaction)
    case .listingObservation: try ListingTables.observations.contains(id, reachedBy: filter, in: transaction)
    case .listingPrice: try ListingTables.prices.contains(id, reachedBy: filter, in: transaction)
    case .listingPause: try ListingTables.pauses.contains(id, reachedBy: filter, in: transaction)
    case .leadingRule: try ListingTables.leadingRules.contains(id, reachedBy: filter, in: transaction)
    case .salesExpectation: try ListingTables.expectations.contains(id, reachedBy: filter, in: transaction)
    }
  }

  /// Up to `limit` records of a kind whose identifiers come after `id`, by identifier; only those that a filter
  /// reaches, if there is one.
  static func page(
    _ kind: RecordKind,
    after id: String,
    limit: Int,
    reachedBy filter: RowFilter? = nil,
    in transaction: any ReadTransaction
  ) throws -> [StoredRecord<ListingRecord>] {
    func page<Record>(
      _ table: RecordTable<Record>,
      _ wrap: (Record) -> ListingRecord
    ) throws -> [StoredRecord<ListingRecord>] {
      try table.page(after: id, limit: limit, reachedBy: filter, in: transaction).map { $0.map(wrap) }
    }
    return switch kind {
    case .floor: try page(ListingTables.floors, ListingRecord.floor)
    case .store: try page(ListingTables.stores, ListingRecord.store)
    case .paymentAccount: try page(ListingTables.accounts, ListingRecord.paymentAccount)
    case .productListing: try page(ListingTables.listings, ListingRecord.productListing)
    case .order: try page(ListingTables.orders, ListingRecord.order)
    case .monthlySales: try page(ListingTables.monthlySales, ListingRecord.monthlySales)
    case .listingObservation: try page(ListingTables.observations, ListingRecord.listingObservation)
    case .listingPrice: try page(ListingTables.prices, ListingRecord.listingPrice)
    case .listingPause: try page(ListingTables.pauses, ListingRecord.listingPause)
    case .leadingRule: try page(ListingTables.leadingRules, ListingRecord.leadingRule)
    case .salesExpectation: try page(ListingTables.expectations, ListingRecord.salesExpectation)
    }
  }

  /// Stores a record as changed at a revision, instead of what is stored (nil: nothing is); with an order, the sums of
  /// its months.
  static func save(
    _ record: ListingRecord,
    over stored: ListingRecord?,
    revision: UInt64,
    in transaction: any WriteTransaction
  ) throws {
    switch record {
    case .floor(let floor): try ListingTables.floors.save(floor, revision: revision, in: transaction)
    case .store(let store): try ListingTables.stores.save(store, revision: revision, in: transaction)
    case .paymentAccount(let account): try ListingTables.accounts.save(account, revision: revision, in: transaction)
    case .productListing(let listing): try ListingTables.listings.save(listing, revision: revision, in: transaction)
    case .order(let order):
      var old: Order?
      if case .order(let order) = stored { old = order }
      try ListingMonths.change(from: old, to: order, in: transaction)
      try ListingTables.orders.save(order, revision: revision, in: transaction)
    case .monthlySales(let sales): try ListingTables.monthlySales.save(sales, revision: revision, in: transaction)
    case .listingObservation(let observation):
      try ListingTables.observations.save(observation, revision: revision, in: transaction)
    case .listingPrice(let price):
      try ListingTables.prices.save(price, revision: revision, in: transaction)
    case .listingPause(let pause):
      try ListingTables.pauses.save(pause, revision: revision, in: transaction)
    case .leadingRule(let rule):
      try ListingTables.leadingRules.save(rule, revision: revision, in: transaction)
    case .salesExpectation(let expectation):
      try ListingTables.expectations.save(expectation, revision: revision, in: transaction)
    }
  }
}
