import DomainPrimitives
import Messages
import Storage

/// Takes changes of the listing service into the copy. Kinds of record that no report needs are passed over, known or
/// not.
enum ListingProjection {
  /// Stores one change. Throws `FeedRecordError`, `MessageDecodingError` or `DatabaseError`.
  static func apply(_ event: CommonV1.ChangeEvent, in transaction: any WriteTransaction) throws {
    guard event.changeType == ListingV1.Record.fullName else { return }
    let tables = ListingTables(transaction: transaction)
    let revision = event.revision
    switch try ListingV1.Record(decodingBytes: event.change).record {
    case .floor(let floor): try tables.store(Floor(id: floor.floorID, name: floor.name))
    case .store(let store): try tables.store(Self.store(store, revision))
    case .paymentAccount(let account): try tables.store(paymentAccount(account, revision))
    case .productListing(let listing): try tables.store(productListing(listing, revision))
    case .order(let order): try tables.store(Self.order(order, revision))
    case .monthlySales(let total): try tables.store(monthlySales(total, revision))
    case .listingObservation, .listingPrice, .listingPause, .leadingRule, .salesExpectation, nil: break
    }
  }

  private static func store(_ store: ListingV1.Store, _ revision: UInt64) throws(FeedRecordError) -> Store {
    let fields = RecordFields(revision: revision, record: "store \(store.storeID)")
    return Store(
      id: store.storeID,
      producerID: store.producerID,
      floorID: store.floorID,
      openedOn: try fields.day(store.openedOn, "opened_on"),
      closedOn: try fields.optionalDay(store.closedOn, "closed_on")
    )
  }

  private static func paymentAccount(
    _ account: ListingV1.PaymentAccount,
    _ revision: UInt64
  ) throws(FeedRecordError) -> PaymentAccount {
    let fields = RecordFields(revision: revision, record: "payment account \(account.paymentAccountID)")
    return PaymentAccount(
      id: account.paymentAccountID,
      producerID: account.producerID,
      provider: account.provider,
      openedOn: try fields.day(account.openedOn, "opened_on"),
      closedOn: try fields.optionalDay(account.closedOn, "closed_on")
    )
  }

  private static func productListing(
    _ listing: ListingV1.ProductListing,
    _ revision: UInt64
  ) throws(FeedRecordError) -> ProductListing {
    let fields = RecordFields(revision: revision, record: "listing \(listing.productListingID)")
    return ProductListing(
      id: listing.productListingID,
      storeID: listing.storeID,
      productID: listing.productID,
      plannedOn: try fields.optionalDay(listing.plannedOn, "planned_on"),
      declaredOn: try fields.optionalDay(listing.declaredOn, "declared_on"),
      acceptedOn: try fields.optionalDay(listing.acceptedOn, "accepted_on"),
      observedOn: try fields.optionalDay(listing.observedOn, "observed_on"),
      endedOn: try fields.optionalDay(listing.endedOn, "ended_on"),
      notLiveReason: notLiveReason(listing.notLiveReason)
    )
  }

  private static func order(_ order: ListingV1.Order, _ revision: UInt64) throws(FeedRecordError) -> SaleRecord {
    let fields = RecordFields(revision: revision, record: "order \(order.orderID)")
    let orderedOn = try fields.day(order.orderedOn, "ordered_on")
    let state = OrderState(rawValue: Int64(order.state.rawValue)) ?? .unknown
    return SaleRecord(
      id: order.orderID,
      listingID: order.productListingID,
      month: CivilMonth(containing: orderedOn),
      content: .orders(state: state, first: orderedOn, last: orderedOn),
      orderCount: 1,
      quantityThousandths: order.quantityThousandths,
      revenueDong: order.revenueDong
    )
  }

  private static func monthlySales(
    _ total: ListingV1.MonthlySales,
    _ revision: UInt64
  ) throws(FeedRecordError) -> SaleRecord {
    let fields = RecordFields(revision: revision, record: "monthly sales \(total.monthlySalesID)")
    return SaleRecord(
      id: total.monthlySalesID,
      listingID: total.productListingID,
      month: try fields.month(total.month, "month"),
      content: .monthlyTotal(
        cancelledCount: UInt64(total.cancelledCount),
        returnedCount: UInt64(total.returnedCount)
      ),
      orderCount: UInt64(total.orderCount),
      quantityThousandths: total.quantityThousandths,
      revenueDong: total.revenueDong
    )
  }

  /// "out of season", in words; a reason without a name here by its number.
  private static func notLiveReason(_ reason: ListingV1.NotLiveReason) -> String? {
    guard reason != .unspecified else { return nil }
    guard let name = reason.name else { return "reason \(reason.rawValue)" }
    let prefix = "NOT_LIVE_REASON_"
    let words = name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...]
    return words.lowercased().split(separator: "_").joined(separator: " ")
  }
}
