import DomainPrimitives
import Messages

extension ListingV1.Record {
  /// What this message says it is: kind and identifier, as written, even when the rest is refused. Nil when it holds
  /// no record.
  var reference: (kind: RecordKind, id: String)? {
    switch record {
    case nil: nil
    case .floor(let floor): (.floor, floor.floorID)
    case .store(let store): (.store, store.storeID)
    case .paymentAccount(let account): (.paymentAccount, account.paymentAccountID)
    case .productListing(let listing): (.productListing, listing.productListingID)
    case .order(let order): (.order, order.orderID)
    case .monthlySales(let sales): (.monthlySales, sales.monthlySalesID)
    case .listingObservation(let observation): (.listingObservation, observation.observationID)
    case .listingPrice(let price): (.listingPrice, price.priceID)
    case .listingPause(let pause): (.listingPause, pause.pauseID)
    case .leadingRule(let rule): (.leadingRule, rule.leadingRuleID)
    case .salesExpectation(let expectation): (.salesExpectation, expectation.expectationID)
    }
  }

  /// The domain's record, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> ListingRecord? {
    switch record {
    case nil:
      rules.refuse("record", "missing", "the record is empty; set one of its kinds")
      return nil
    case .floor(let floor): return floor.read(rules: &rules).map(ListingRecord.floor)
    case .store(let store): return store.read(rules: &rules).map(ListingRecord.store)
    case .paymentAccount(let account): return account.read(rules: &rules).map(ListingRecord.paymentAccount)
    case .productListing(let listing): return listing.read(rules: &rules).map(ListingRecord.productListing)
    case .order(let order): return order.read(rules: &rules).map(ListingRecord.order)
    case .monthlySales(let sales): return sales.read(rules: &rules).map(ListingRecord.monthlySales)
    case .listingObservation(let observation):
      return observation.read(rules: &rules).map(ListingRecord.listingObservation)
    case .listingPrice(let price): return price.read(rules: &rules).map(ListingRecord.listingPrice)
    case .listingPause(let pause): return pause.read(rules: &rules).map(ListingRecord.listingPause)
    case .leadingRule(let rule): return rule.read(rules: &rules).map(ListingRecord.leadingRule)
    case .salesExpectation(let expectation):
      return expectation.read(rules: &rules).map(ListingRecord.salesExpectation)
    }
  }
}

extension ListingV1.Floor {
  fileprivate func read(rules: inout RuleChecker) -> Floor? {
    Floor(
      id: floorID,
      name: name,
      url: url,
      unverifiedAfterDays: Int(unverifiedAfterDays),
      requirements: requirements.map { Int($0.rawValue) },
      rules: &rules
    )
  }
}

extension ListingV1.Store {
  fileprivate func read(rules: inout RuleChecker) -> Store? {
    Store(
      id: storeID,
      producerID: producerID,
      floorID: floorID,
      name: name,
      openedOn: openedOn,
      closedOn: closedOn,
      rules: &rules
    )
  }
}

extension ListingV1.PaymentAccount {
  fileprivate func read(rules: inout RuleChecker) -> PaymentAccount? {
    PaymentAccount(
      id: paymentAccountID,
      producerID: producerID,
      provider: provider,
      openedOn: openedOn,
      closedOn: closedOn,
      rules: &rules
    )
  }
}

extension ListingV1.ProductListing {
  fileprivate func read(rules: inout RuleChecker) -> ProductListing? {
    ProductListing(
      id: productListingID,
      storeID: storeID,
      productID: productID,
      plannedOn: plannedOn,
      declaredOn: declaredOn,
      acceptedOn: acceptedOn,
      observedOn: observedOn,
      endedOn: endedOn,
      notLiveReason: Int(notLiveReason.rawValue),
      externalID: externalID,
      url: url,
      rules: &rules
    )
  }
}

extension ListingV1.Order {
  fileprivate func read(rules: inout RuleChecker) -> Order? {
    Order(
      id: orderID,
      listingID: productListingID,
      orderedOn: orderedOn,
      quantityThousandths: quantityThousandths,
      revenueDong: revenueDong,
      state: Int(state.rawValue),
      evidence: Int(evidence.rawValue),
      source: source,
      rules: &rules
    )
  }
}

extension ListingV1.MonthlySales {
  fileprivate func read(rules: inout RuleChecker) -> MonthlySales? {
    MonthlySales(
      id: monthlySalesID,
      listingID: productListingID,
      month: month,
      counts: (Int(orderCount), Int(cancelledCount), Int(returnedCount)),
      quantityThousandths: quantityThousandths,
      revenueDong: revenueDong,
      evidence: Int(evidence.rawValue),
      source: source,
      rules: &rules
    )
  }
}
