import DomainPrimitives
import Messages

extension ListingV1.ListingObservation {
  /// The domain's record, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> ListingObservation? {
    ListingObservation(
      id: observationID,
      listingID: productListingID,
      observedOn: observedOn,
      state: Int(state.rawValue),
      observer: Int(observer.rawValue),
      priceDong: priceDong,
      evidence: evidence,
      rules: &rules
    )
  }
}

extension ListingV1.ListingPrice {
  /// The domain's record, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> ListingPrice? {
    ListingPrice(
      id: priceID,
      listingID: productListingID,
      validFrom: validFrom,
      priceDong: priceDong,
      rules: &rules
    )
  }
}

extension ListingV1.ListingPause {
  /// The domain's record, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> ListingPause? {
    ListingPause(
      id: pauseID,
      listingID: productListingID,
      pausedOn: pausedOn,
      resumedOn: resumedOn,
      reason: Int(reason.rawValue),
      rules: &rules
    )
  }
}

extension ListingV1.LeadingRule {
  /// The domain's record, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> LeadingRule? {
    LeadingRule(
      id: leadingRuleID,
      level: Int(level.rawValue),
      decision: decision,
      days: (from: validFrom, to: validTo),
      windowMonths: Int(windowMonths),
      minimums: (
        orders: Int64(ordersMin), revenueDong: revenueDongMin, monthsWithSales: Int(monthsWithSalesMin),
        quantityThousandths: quantityThousandthsMin
      ),
      quantityUnit: quantityUnit,
      rules: &rules
    )
  }
}

extension ListingV1.SalesExpectation {
  /// The domain's record, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> SalesExpectation? {
    SalesExpectation(
      id: expectationID,
      productID: productID,
      months: (first: firstMonth, last: lastMonth),
      quantityThousandths: (min: quantityThousandthsMin, max: quantityThousandthsMax),
      statedOn: statedOn,
      rules: &rules
    )
  }
}
