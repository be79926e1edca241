import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension ListingHandlers {
  func listLeadingStores(
    _ request: ListingV1.ListLeadingStoresRequest,
    context: CallContext
  ) async throws -> ListingV1.ListLeadingStoresResponse {
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.listLeadingStores.access)
    let question = try DatedQuestion(
      asOf: request.asOf,
      unitCode: request.unitCode,
      nowUnixMicroseconds: nowUnixMicroseconds()
    )
    let level = try Self.level(request.level)
    let cursor = try PageCursor(kind: PageKind.leadingStores.rawValue, page: request.page)
    return try await withRPCErrors {
      try await database.read { transaction in
        guard let rule = try LeadingStoreReader.rule(level, on: question.day, in: transaction) else {
          throw RPCError.missing(
            "rule for \(level) stores in force on",
            name: question.day.description,
            description: "import one as a leading_rule, with the decision that it rests on"
          )
        }
        let rows = try question.rows(of: scope, resolver: resolver, cache: unitTerritories, in: transaction)
        let reader = LeadingStoreReader(rule: rule, day: question.day, transaction: transaction)
        let page = try cursor.scan(rowsMax: PageCursor.workedOutRowsMax) { after, limit in
          try IdentifierPage.read(
            "store",
            key: "store_id",
            after: after,
            limit: limit,
            reachedBy: rows.reached.flatMap { ListingRows.filter(.store, $0) },
            in: transaction
          )
        } record: { id -> ListingV1.LeadingStore? in
          guard let store = try reader.openStore(id) else { return nil }
          let producer = try RegistryProjection.producer(store.producerID, in: transaction)
          guard rows.holds(producer) else { return nil }
          let sales = try reader.sales(of: store)
          let shortfall = LeadingShortfall(of: sales, to: rule)
          if request.reachedOnly, !shortfall.isNone { return nil }
          return ListingV1.LeadingStore(store, unitCode: producer?.unitCode ?? "", sales: sales, shortfall: shortfall)
        }
        var response = ListingV1.ListLeadingStoresResponse()
        response.rule = ListingV1.LeadingRule(rule)
        response.firstMonth = reader.window.lowerBound.description
        response.lastMonth = reader.window.upperBound.description
        response.stores = page.records
        response.nextPageToken = page.nextPageToken
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  private static func level(_ message: ListingV1.LeadingLevel) throws(RPCError) -> LeadingLevel {
    if message == .unspecified { return .leading }
    if let level = LeadingLevel(rawValue: Int(message.rawValue)) { return level }
    throw .invalid(
      field: "level",
      reason: "unknown_value",
      description: "\(message.rawValue) is no level; use 1 (leading) or 2 (super-leading)"
    )
  }
}

extension ListingV1.LeadingStore {
  /// The message of a store's figures.
  fileprivate init(_ store: Store, unitCode: String, sales: StoreSales, shortfall: LeadingShortfall) {
    self.init()
    storeID = store.id
    name = store.name
    producerID = store.producerID
    floorID = store.floorID
    self.unitCode = unitCode
    reached = shortfall.isNone
    orderCount = sales.orderCount
    cancelledCount = sales.cancelledCount
    returnedCount = sales.returnedCount
    revenueDong = sales.revenueDong
    quantities = sales.quantityThousandths.sorted { $0.key < $1.key }.map { unit, thousandths in
      var quantity = ListingV1.QuantityByUnit()
      quantity.unitOfSale = unit
      quantity.quantityThousandths = thousandths
      return quantity
    }
    monthsWithSales = UInt32(clamping: sales.monthsWithSales.count)
    ordersMissing = shortfall.orders
    revenueDongMissing = shortfall.revenueDong
    monthsWithSalesMissing = UInt32(clamping: shortfall.monthsWithSales)
    quantityThousandthsMissing = shortfall.quantityThousandths
  }
}
