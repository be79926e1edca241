import DomainPrimitives
import Messages

extension ListingV1.ListingObservation {
  /// The message of a record.
  init(_ observation: ListingObservation) {
    self.init()
    observationID = observation.id
    productListingID = observation.listingID
    observedOn = observation.observedOn.description
    state = ListingV1.ObservedState(rawValue: Int32(observation.state.rawValue))
    observer = ListingV1.Observer(rawValue: Int32(observation.observer.rawValue))
    priceDong = observation.priceDong
    evidence = observation.evidence
  }
}

extension ListingV1.ListingPrice {
  /// The message of a record.
  init(_ price: ListingPrice) {
    self.init()
    priceID = price.id
    productListingID = price.listingID
    validFrom = price.validFrom.description
    priceDong = price.priceDong
  }
}

extension ListingV1.ListingPause {
  /// The message of a record.
  init(_ pause: ListingPause) {
    self.init()
    pauseID = pause.id
    productListingID = pause.listingID
    pausedOn = pause.pausedOn.description
    resumedOn = pause.resumedOn?.description ?? ""
    reason = ListingV1.NotLiveReason(pause.reason)
  }
}

extension ListingV1.LeadingRule {
  /// The message of a record.
  init(_ rule: LeadingRule) {
    self.init()
    leadingRuleID = rule.id
    level = ListingV1.LeadingLevel(rawValue: Int32(rule.level.rawValue))
    decision = rule.decision
    validFrom = rule.validFrom.description
    validTo = rule.validTo?.description ?? ""
    windowMonths = UInt32(clamping: rule.windowMonths)
    ordersMin = UInt32(clamping: rule.ordersMin)
    revenueDongMin = rule.revenueDongMin
    monthsWithSalesMin = UInt32(clamping: rule.monthsWithSalesMin)
    quantityThousandthsMin = rule.quantityMin.thousandths
    quantityUnit = rule.quantityUnit
  }
}

extension ListingV1.SalesExpectation {
  /// The message of a record.
  init(_ expectation: SalesExpectation) {
    self.init()
    expectationID = expectation.id
    productID = expectation.productID
    firstMonth = expectation.firstMonth.description
    lastMonth = expectation.lastMonth.description
    quantityThousandthsMin = expectation.quantityMin.thousandths
    quantityThousandthsMax = expectation.quantityMax.thousandths
    statedOn = expectation.statedOn.description
  }
}

extension ListingV1.NotLiveReason {
  /// The message's value of a reason; unspecified for none.
  init(_ reason: NotLiveReason?) {
    self = reason.map { ListingV1.NotLiveReason(rawValue: Int32($0.rawValue)) } ?? .unspecified
  }
}
