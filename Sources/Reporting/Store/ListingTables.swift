import DomainPrimitives
import Storage

/// Writes what comes from the listing service. Every record is the whole new state of its subject, so writing it
/// again changes nothing.
struct ListingTables {
  let transaction: any WriteTransaction

  func store(_ floor: Floor) throws {
    try transaction.execute(
      "INSERT INTO floor (floor_id, name) VALUES (?1, ?2) ON CONFLICT (floor_id) DO UPDATE SET name = excluded.name",
      [.text(floor.id), .text(floor.name)]
    )
  }

  func store(_ store: Store) throws {
    try transaction.execute(
      """
      INSERT INTO store (store_id, producer_id, floor_id, opened_day, closed_day) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (store_id) DO UPDATE SET producer_id = excluded.producer_id, floor_id = excluded.floor_id,
        opened_day = excluded.opened_day, closed_day = excluded.closed_day
      """,
      [.text(store.id), .text(store.producerID), .text(store.floorID), .day(store.openedOn), .day(store.closedOn)]
    )
  }

  func store(_ account: PaymentAccount) throws {
    try transaction.execute(
      """
      INSERT INTO payment_account (payment_account_id, producer_id, provider, opened_day, closed_day)
      VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (payment_account_id) DO UPDATE SET producer_id = excluded.producer_id,
        provider = excluded.provider, opened_day = excluded.opened_day, closed_day = excluded.closed_day
      """,
      [
        .text(account.id), .text(account.producerID), .text(account.provider), .day(account.openedOn),
        .day(account.closedOn),
      ]
    )
  }

  func store(_ listing: ProductListing) throws {
    try transaction.execute(
      """
      INSERT INTO product_listing (product_listing_id, store_id, product_id, planned_day, declared_day, accepted_day,
        observed_day, ended_day, not_live_reason)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      ON CONFLICT (product_listing_id) DO UPDATE SET store_id = excluded.store_id,
        product_id = excluded.product_id, planned_day = excluded.planned_day, declared_day = excluded.declared_day,
        accepted_day = excluded.accepted_day, observed_day = excluded.observed_day, ended_day = excluded.ended_day,
        not_live_reason = excluded.not_live_reason
      """,
      [
        .text(listing.id), .text(listing.storeID), .text(listing.productID), .day(listing.plannedOn),
        .day(listing.declaredOn), .day(listing.acceptedOn), .day(listing.observedOn), .day(listing.endedOn),
        .optionalText(listing.notLiveReason),
      ]
    )
  }

  /// A single order, or a month's total. Does nothing with many orders in one record: they have no identifier.
  func store(_ sale: SaleRecord) throws {
    switch sale.content {
    case .orders(let state, let orderedOn, _):
      guard sale.orderCount == 1 else { return }
      try storeOrder(sale, state: state, orderedOn: orderedOn)
    case .monthlyTotal(let cancelledCount, let returnedCount):
      try storeTotal(sale, cancelledCount: cancelledCount, returnedCount: returnedCount)
    }
  }

  private func storeOrder(_ sale: SaleRecord, state: OrderState, orderedOn: CivilDate) throws {
    try transaction.execute(
      """
      INSERT INTO sales_order (order_id, product_listing_id, month_first_day, state, ordered_day,
        quantity_thousandths, revenue_dong)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (order_id) DO UPDATE SET product_listing_id = excluded.product_listing_id,
        month_first_day = excluded.month_first_day, state = excluded.state, ordered_day = excluded.ordered_day,
        quantity_thousandths = excluded.quantity_thousandths, revenue_dong = excluded.revenue_dong
      """,
      [
        .text(sale.id), .text(sale.listingID), .month(sale.month), .integer(state.rawValue), .day(orderedOn),
        .integer(sale.quantityThousandths), .integer(sale.revenueDong),
      ]
    )
  }

  private func storeTotal(_ sale: SaleRecord, cancelledCount: UInt64, returnedCount: UInt64) throws {
    try transaction.execute(
      """
      INSERT INTO monthly_sales (monthly_sales_id, product_listing_id, month_first_day, order_count,
        quantity_thousandths, revenue_dong, cancelled_count, returned_count)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      ON CONFLICT (monthly_sales_id) DO UPDATE SET product_listing_id = excluded.product_listing_id,
        month_first_day = excluded.month_first_day, order_count = excluded.order_count,
        quantity_thousandths = excluded.quantity_thousandths, revenue_dong = excluded.revenue_dong,
        cancelled_count = excluded.cancelled_count, returned_count = excluded.returned_count
      """,
      [
        .text(sale.id), .text(sale.listingID), .month(sale.month), .integer(Int64(clamping: sale.orderCount)),
        .integer(sale.quantityThousandths), .integer(sale.revenueDong), .integer(Int64(clamping: cancelledCount)),
        .integer(Int64(clamping: returnedCount)),
      ]
    )
  }
}
