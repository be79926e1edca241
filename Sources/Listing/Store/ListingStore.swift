import Feed
import Storage

/// Reads and stores records of every kind.
enum ListingStore {
  /// The record of a kind and identifier; nil when there is none.
  static func load(_ kind: RecordKind, id: String, in transaction: any ReadTransaction) throws -> StoredRecord<
    ListingRecord
  >? {
    switch kind {
    case .floor: try ListingTables.floors.load(id, in: transaction)?.map(ListingRecord.floor)
    case .store: try ListingTables.stores.load(id, in: transaction)?.map(ListingRecord.store)
    case .paymentAccount: try ListingTables.accounts.load(id, in: transaction)?.map(ListingRecord.paymentAccount)
    case .productListing: try ListingTables.listings.load(id, in: transaction)?.map(ListingRecord.productListing)
    case .order: try ListingTables.orders.load(id, in: transaction)?.map(ListingRecord.order)
    case .monthlySales: try ListingTables.monthlySales.load(id, in: transaction)?.map(ListingRecord.monthlySales)
    }
  }

  /// Up to `limit` records of a kind whose identifiers come after `id`, by identifier.
  static func page(
    _ kind: RecordKind,
    after id: String,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [StoredRecord<ListingRecord>] {
    func page<Record>(
      _ table: RecordTable<Record>,
      _ wrap: (Record) -> ListingRecord
    ) throws -> [StoredRecord<ListingRecord>] {
      try table.page(after: id, limit: limit, in: transaction).map { $0.map(wrap) }
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
