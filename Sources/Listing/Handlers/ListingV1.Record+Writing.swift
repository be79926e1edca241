import DomainPrimitives
import Feed
import Messages

extension ListingV1.Record {
  /// The message of a stored record, with its revision.
  init(_ stored: StoredRecord<ListingRecord>) {
    self.init(stored.record)
    revision = stored.revision
  }

  /// The message of a record.
  init(_ record: ListingRecord) {
    self.init()
    self.record =
      switch record {
      case .floor(let floor): .floor(ListingV1.Floor(floor))
      case .store(let store): .store(ListingV1.Store(store))
      case .paymentAccount(let account): .paymentAccount(ListingV1.PaymentAccount(account))
      case .productListing(let listing): .productListing(ListingV1.ProductListing(listing))
      case .order(let order): .order(ListingV1.Order(order))
      case .monthlySales(let sales): .monthlySales(ListingV1.MonthlySales(sales))
      case .listingObservation(let observation): .listingObservation(ListingV1.ListingObservation(observation))
      case .listingPrice(let price): .listingPrice(ListingV1.ListingPrice(price))
      case .listingPause(let pause): .listingPause(ListingV1.ListingPause(pause))
      case .leadingRule(let rule): .leadingRule(ListingV1.LeadingRule(rule))
      case .salesExpectation(let expectation): .salesExpectation(ListingV1.SalesExpectation(expectation))
      }
  }
}

/// A day as messages hold it: empty for none.
private func text(_ date: CivilDate?) -> String {
  date?.description ?? ""
}

extension ListingV1.Floor {
  fileprivate init(_ floor: Floor) {
    self.init()
    floorID = floor.id
    name = floor.name
    url = floor.url
    unverifiedAfterDays = UInt32(clamping: floor.unverifiedAfterDays)
    requirements = floor.requirements.map { ListingV1.FloorRequirement(rawValue: Int32($0.rawValue)) }
  }
}

extension ListingV1.Store {
  fileprivate init(_ store: Store) {
    self.init()
    storeID = store.id
    producerID = store.producerID
    floorID = store.floorID
    name = store.name
    openedOn = store.openedOn.description
    closedOn = text(store.closedOn)
  }
}

extension ListingV1.PaymentAccount {
  fileprivate init(_ account: PaymentAccount) {
    self.init()
    paymentAccountID = account.id
    producerID = account.producerID
    provider = account.provider
    openedOn = account.openedOn.description
    closedOn = text(account.closedOn)
  }
}

extension ListingV1.ProductListing {
  fileprivate init(_ listing: ProductListing) {
    self.init()
    productListingID = listing.id
    storeID = listing.storeID
    productID = listing.productID
    plannedOn = text(listing.plannedOn)
    declaredOn = text(listing.declaredOn)
    acceptedOn = text(listing.acceptedOn)
    observedOn = text(listing.observedOn)
    endedOn = text(listing.endedOn)
    notLiveReason = ListingV1.NotLiveReason(listing.notLiveReason)
    externalID = listing.externalID
    url = listing.url
  }
}

extension ListingV1.Order {
  fileprivate init(_ order: Order) {
    self.init()
    orderID = order.id
    productListingID = order.listingID
    orderedOn = order.orderedOn.description
    quantityThousandths = order.quantity.thousandths
    revenueDong = order.revenueDong
    state = ListingV1.OrderState(rawValue: Int32(order.state.rawValue))
    evidence = ListingV1.EvidenceGrade(rawValue: Int32(order.evidence.rawValue))
    source = order.source
  }
}

extension ListingV1.MonthlySales {
  fileprivate init(_ sales: MonthlySales) {
    self.init()
    monthlySalesID = sales.id
    productListingID = sales.listingID
    month = sales.month.description
    orderCount = UInt32(clamping: sales.orderCount)
    quantityThousandths = sales.quantity.thousandths
    revenueDong = sales.revenueDong
    cancelledCount = UInt32(clamping: sales.cancelledCount)
    returnedCount = UInt32(clamping: sales.returnedCount)
    evidence = ListingV1.EvidenceGrade(rawValue: Int32(sales.evidence.rawValue))
    source = sales.source
  }
}
