import DomainPrimitives
import Feed
import Storage

/// The table of every kind of record.
enum ListingTables {
  static let floors = RecordTable<Floor>(
    name: "floor",
    columns: ["floor_id", "name", "url", "unverified_after_days", "requirements"],
    values: { floor in
      [
        .text(floor.id), .text(floor.name), .text(floor.url), .integer(Int64(floor.unverifiedAfterDays)),
        .text(StoredChoices.text(floor.requirements)),
      ]
    },
    record: { row in
      Floor(
        id: row.text(0),
        name: row.text(1),
        url: row.text(2),
        unverifiedAfterDays: Int(row.integer(3)),
        requirements: try StoredChoices.choices(row.text(4))
      )
    }
  )

  static let stores = RecordTable<Store>(
    name: "store",
    columns: ["store_id", "producer_id", "floor_id", "name", "opened_on_day", "closed_on_day"],
    values: { store in
      [
        .text(store.id), .text(store.producerID), .text(store.floorID), .text(store.name), .day(store.openedOn),
        .optionalDay(store.closedOn),
      ]
    },
    record: { row in
      Store(
        id: row.text(0),
        producerID: row.text(1),
        floorID: row.text(2),
        name: row.text(3),
        openedOn: row.day(4),
        closedOn: row.optionalDay(5)
      )
    }
  )

  static let accounts = RecordTable<PaymentAccount>(
    name: "payment_account",
    columns: ["payment_account_id", "producer_id", "provider", "opened_on_day", "closed_on_day"],
    values: { account in
      [
        .text(account.id), .text(account.producerID), .text(account.provider), .day(account.openedOn),
        .optionalDay(account.closedOn),
      ]
    },
    record: { row in
      PaymentAccount(
        id: row.text(0),
        producerID: row.text(1),
        provider: row.text(2),
        openedOn: row.day(3),
        closedOn: row.optionalDay(4)
      )
    }
  )

  static let listings = RecordTable<ProductListing>(
    name: "product_listing",
    columns: [
      "product_listing_id", "store_id", "product_id", "planned_on_day", "declared_on_day", "accepted_on_day",
      "observed_on_day", "ended_on_day", "not_live_reason", "external_id", "url",
    ],
    values: { listing in
      [
        .text(listing.id), .text(listing.storeID), .text(listing.productID), .optionalDay(listing.plannedOn),
        .optionalDay(listing.declaredOn), .optionalDay(listing.acceptedOn), .optionalDay(listing.observedOn),
        .optionalDay(listing.endedOn), listing.notLiveReason.map { .choice($0) } ?? .null, .text(listing.externalID),
        .text(listing.url),
      ]
    },
    record: { row in
      ProductListing(
        id: row.text(0),
        storeID: row.text(1),
        productID: row.text(2),
        plannedOn: row.optionalDay(3),
        declaredOn: row.optionalDay(4),
        acceptedOn: row.optionalDay(5),
        observedOn: row.optionalDay(6),
        endedOn: row.optionalDay(7),
        notLiveReason: row.isNull(8) ? nil : try row.choice(8),
        externalID: row.text(9),
        url: row.text(10)
      )
    }
  )

  static let orders = RecordTable<Order>(
    name: "single_order",
    columns: [
      "order_id", "product_listing_id", "ordered_on_day", "quantity_thousandths", "revenue_dong", "state", "evidence",
      "source",
    ],
    values: { order in
      [
        .text(order.id), .text(order.listingID), .day(order.orderedOn), .integer(order.quantity.thousandths),
        .integer(order.revenueDong), .choice(order.state), .choice(order.evidence), .text(order.source),
      ]
    },
    record: { row in
      Order(
        id: row.text(0),
        listingID: row.text(1),
        orderedOn: row.day(2),
        quantity: Quantity(thousandths: row.integer(3)),
        revenueDong: row.integer(4),
        state: try row.choice(5),
        evidence: try row.choice(6),
        source: row.text(7)
      )
    }
  )

  static let monthlySales = RecordTable<MonthlySales>(
    name: "monthly_sales",
    columns: [
      "monthly_sales_id", "product_listing_id", "month_first_day", "order_count", "quantity_thousandths",
      "revenue_dong", "cancelled_count", "returned_count", "evidence", "source",
    ],
    values: { sales in
      [
        .text(sales.id), .text(sales.listingID), .day(sales.month.firstDay), .integer(Int64(sales.orderCount)),
        .integer(sales.quantity.thousandths), .integer(sales.revenueDong), .integer(Int64(sales.cancelledCount)),
        .integer(Int64(sales.returnedCount)), .choice(sales.evidence), .text(sales.source),
      ]
    },
    record: { row in
      MonthlySales(
        id: row.text(0),
        listingID: row.text(1),
        month: CivilMonth(containing: row.day(2)),
        orderCount: Int(row.integer(3)),
        quantity: Quantity(thousandths: row.integer(4)),
        revenueDong: row.integer(5),
        cancelledCount: Int(row.integer(6)),
        returnedCount: Int(row.integer(7)),
        evidence: try row.choice(8),
        source: row.text(9)
      )
    }
  )
}
