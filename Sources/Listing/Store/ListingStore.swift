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
    }
  }

  /// Stores a record as changed at a revision.
  static func save(_ record: ListingRecord, revision: UInt64, in transaction: any WriteTransaction) throws {
    switch record {
    case .floor(let floor): try ListingTables.floors.save(floor, revision: revision, in: transaction)
    case .store(let store): try ListingTables.stores.save(store, revision: revision, in: transaction)
    case .paymentAccount(let account): try ListingTables.accounts.save(account, revision: revision, in: transaction)
    case .productListing(let listing): try ListingTables.listings.save(listing, revision: revision, in: transaction)
    case .order(let order): try ListingTables.orders.save(order, revision: revision, in: transaction)
    case .monthlySales(let sales): try ListingTables.monthlySales.save(sales, revision: revision, in: transaction)
    }
  }
}
