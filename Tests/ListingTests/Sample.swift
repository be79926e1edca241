import Messages

/// Well-formed records for tests.
enum Sample {
  static func producer(_ id: String) -> RegistryV1.Record {
    var producer = RegistryV1.Producer()
    producer.producerID = id
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    return record
  }

  static func product(_ id: String, of producerID: String) -> RegistryV1.Record {
    var product = RegistryV1.Product()
    product.productID = id
    product.producerID = producerID
    var record = RegistryV1.Record()
    record.record = .product(product)
    return record
  }

  static func floor(_ id: String) -> ListingV1.Record {
    var floor = ListingV1.Floor()
    floor.floorID = id
    floor.name = "Vỏ Sò"
    floor.url = "https://voso.vn"
    return record(.floor(floor))
  }

  static func store(
    _ id: String,
    of producerID: String = "CT-1",
    on floorID: String = "voso",
    opened: String = "2021-07-22",
    closed: String = ""
  ) -> ListingV1.Record {
    var store = ListingV1.Store()
    store.storeID = id
    store.producerID = producerID
    store.floorID = floorID
    store.name = "Na Chi Lăng"
    store.openedOn = opened
    store.closedOn = closed
    return record(.store(store))
  }

  static func account(_ id: String, of producerID: String = "CT-1") -> ListingV1.Record {
    var account = ListingV1.PaymentAccount()
    account.paymentAccountID = id
    account.producerID = producerID
    account.provider = "Agribank"
    account.openedOn = "2021-07-22"
    account.closedOn = "2021-10-01"
    return record(.paymentAccount(account))
  }

  static func listing(
    _ id: String,
    in storeID: String = "CH-1",
    of productID: String = "SP-1",
    observed: String = "2021-08-05",
    ended: String = ""
  ) -> ListingV1.Record {
    var listing = ListingV1.ProductListing()
    listing.productListingID = id
    listing.storeID = storeID
    listing.productID = productID
    listing.plannedOn = "2021-08-01"
    listing.observedOn = observed
    listing.endedOn = ended
    listing.notLiveReason = ended.isEmpty ? .unspecified : .soldOut
    return record(.productListing(listing))
  }

  static func order(
    _ id: String,
    through listingID: String = "DB-1",
    on day: String = "2021-08-10"
  ) -> ListingV1.Record {
    var order = ListingV1.Order()
    order.orderID = id
    order.productListingID = listingID
    order.orderedOn = day
    order.quantityThousandths = 2500
    order.revenueDong = 137_500
    order.state = .returned
    order.evidence = .floorExport
    return record(.order(order))
  }

  static func monthlySales(
    _ id: String,
    through listingID: String = "DB-1",
    month: String = "2021-08"
  ) -> ListingV1.Record {
    var sales = ListingV1.MonthlySales()
    sales.monthlySalesID = id
    sales.productListingID = listingID
    sales.month = month
    sales.orderCount = 61
    sales.quantityThousandths = 98_500
    sales.revenueDong = 21_670_000
    sales.cancelledCount = 2
    sales.returnedCount = 1
    sales.evidence = .declared
    return record(.monthlySales(sales))
  }

  private static func record(_ choice: ListingV1.Record.RecordChoice) -> ListingV1.Record {
    var record = ListingV1.Record()
    record.record = choice
    return record
  }
}
