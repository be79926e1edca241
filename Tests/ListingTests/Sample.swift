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
    floor.unverifiedAfterDays = 60
    floor.requirements = [.validRecognition, .paymentAccount, .foodSafety]
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
    listing.externalID = "voso/\(id)"
    listing.url = "https://voso.vn/san-pham/\(id)"
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
    order.source = "voso-2021-08.xlsx"
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

  static func observation(
    _ id: String,
    of listingID: String = "DB-1",
    on day: String = "2021-08-20",
    _ state: ListingV1.ObservedState = .live
  ) -> ListingV1.Record {
    var observation = ListingV1.ListingObservation()
    observation.observationID = id
    observation.productListingID = listingID
    observation.observedOn = day
    observation.state = state
    observation.observer = .office
    observation.priceDong = 55_000
    observation.evidence = "anh-chup-2021-08-20.png"
    return record(.listingObservation(observation))
  }

  static func price(
    _ id: String,
    of listingID: String = "DB-1",
    from day: String = "2021-08-05"
  ) -> ListingV1.Record {
    var price = ListingV1.ListingPrice()
    price.priceID = id
    price.productListingID = listingID
    price.validFrom = day
    price.priceDong = 55_000
    return record(.listingPrice(price))
  }

  static func pause(
    _ id: String,
    of listingID: String = "DB-1",
    from day: String = "2021-09-01",
    to end: String = "2021-09-11",
    _ reason: ListingV1.NotLiveReason = .soldOut
  ) -> ListingV1.Record {
    var pause = ListingV1.ListingPause()
    pause.pauseID = id
    pause.productListingID = listingID
    pause.pausedOn = day
    pause.resumedOn = end
    pause.reason = reason
    return record(.listingPause(pause))
  }

  static func leadingRule(
    _ id: String,
    _ level: ListingV1.LeadingLevel = .leading,
    from day: String = "2021-01-01",
    to end: String = "",
    orders: UInt32 = 50
  ) -> ListingV1.Record {
    var rule = ListingV1.LeadingRule()
    rule.leadingRuleID = id
    rule.level = level
    rule.decision = "a test's own"
    rule.validFrom = day
    rule.validTo = end
    rule.windowMonths = 3
    rule.ordersMin = orders
    rule.monthsWithSalesMin = 2
    rule.quantityThousandthsMin = 100_000
    rule.quantityUnit = "kg"
    return record(.leadingRule(rule))
  }

  static func expectation(_ id: String, of productID: String = "SP-1") -> ListingV1.Record {
    var expectation = ListingV1.SalesExpectation()
    expectation.expectationID = id
    expectation.productID = productID
    expectation.firstMonth = "2021-11"
    expectation.lastMonth = "2021-12"
    expectation.quantityThousandthsMin = 200_000
    expectation.quantityThousandthsMax = 300_000
    expectation.statedOn = "2021-11-05"
    return record(.salesExpectation(expectation))
  }

  private static func record(_ choice: ListingV1.Record.RecordChoice) -> ListingV1.Record {
    var record = ListingV1.Record()
    record.record = choice
    return record
  }
}
