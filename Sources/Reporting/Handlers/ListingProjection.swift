import DomainPrimitives
import Messages

/// Reads records of the listing service's feed as facts and sales.
enum ListingProjection {
  /// What a record is for reports.
  enum Content: Hashable, Sendable {
    case fact(IdentifiedFact)
    case order(SaleRecord)
  }

  /// Nil for a kind that no report needs, known or not. Throws `FeedRecordError` naming the record and the field.
  static func content(_ record: ListingV1.Record, _ revision: UInt64) throws(FeedRecordError) -> Content? {
    switch record.record {
    case .floor(let floor): .fact(Self.floor(floor))
    case .store(let store): .fact(try Self.store(store, revision))
    case .paymentAccount(let account): .fact(try paymentAccount(account, revision))
    case .productListing(let listing): .fact(try productListing(listing, revision))
    case .order(let order): .order(try Self.order(order, revision))
    case .monthlySales(let total): .fact(try monthlySales(total, revision))
    case .listingObservation(let look): .fact(try listingObservation(look, revision))
    case .leadingRule(let rule): .fact(try leadingRule(rule, revision))
    case .salesExpectation(let expectation): .fact(try salesExpectation(expectation, revision))
    case .listingPrice, .listingPause, nil: nil
    }
  }

  private static func floor(_ floor: ListingV1.Floor) -> IdentifiedFact {
    var value = Floor(id: floor.floorID, name: floor.name)
    if floor.unverifiedAfterDays > 0 { value.unverifiedAfterDays = Int(floor.unverifiedAfterDays) }
    return IdentifiedFact(.floor, value.id, .floor(value))
  }

  private static func store(
    _ store: ListingV1.Store,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "store \(store.storeID)")
    let value = Store(
      id: store.storeID,
      producerID: store.producerID,
      floorID: store.floorID,
      openedOn: try fields.day(store.openedOn, "opened_on"),
      closedOn: try fields.optionalDay(store.closedOn, "closed_on")
    )
    return IdentifiedFact(.store, value.id, .store(value))
  }

  private static func paymentAccount(
    _ account: ListingV1.PaymentAccount,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "payment account \(account.paymentAccountID)")
    let value = PaymentAccount(
      id: account.paymentAccountID,
      producerID: account.producerID,
      provider: account.provider,
      openedOn: try fields.day(account.openedOn, "opened_on"),
      closedOn: try fields.optionalDay(account.closedOn, "closed_on")
    )
    return IdentifiedFact(.paymentAccount, value.id, .paymentAccount(value))
  }

  private static func productListing(
    _ listing: ListingV1.ProductListing,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "listing \(listing.productListingID)")
    let value = ProductListing(
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
    return IdentifiedFact(.productListing, value.id, .productListing(value))
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
      revenueDong: order.revenueDong,
      evidence: EvidenceGrade(rawValue: Int64(order.evidence.rawValue)) ?? .unknown
    )
  }

  private static func monthlySales(
    _ total: ListingV1.MonthlySales,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "monthly sales \(total.monthlySalesID)")
    let value = SaleRecord(
      id: total.monthlySalesID,
      listingID: total.productListingID,
      month: try fields.month(total.month, "month"),
      content: .monthlyTotal(
        cancelledCount: UInt64(total.cancelledCount),
        returnedCount: UInt64(total.returnedCount)
      ),
      orderCount: UInt64(total.orderCount),
      quantityThousandths: total.quantityThousandths,
      revenueDong: total.revenueDong,
      evidence: EvidenceGrade(rawValue: Int64(total.evidence.rawValue)) ?? .unknown
    )
    return IdentifiedFact(.monthlySales, value.id, .monthlySales(value))
  }

  private static func listingObservation(
    _ look: ListingV1.ListingObservation,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "look \(look.observationID)")
    let value = ListingLook(
      id: look.observationID,
      listingID: look.productListingID,
      observedOn: try fields.day(look.observedOn, "observed_on"),
      isLive: look.state == .live
    )
    return IdentifiedFact(.listingObservation, value.id, .listingObservation(value))
  }

  private static func leadingRule(
    _ rule: ListingV1.LeadingRule,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "leading rule \(rule.leadingRuleID)")
    guard let level = LeadingLevel(rawValue: rule.level.rawValue) else {
      throw fields.failure("level", "the level \(rule.level.rawValue) is not known here")
    }
    let value = LeadingRule(
      id: rule.leadingRuleID,
      level: level,
      validFrom: try fields.day(rule.validFrom, "valid_from"),
      validTo: try fields.optionalDay(rule.validTo, "valid_to"),
      windowMonths: Int(rule.windowMonths),
      ordersMin: UInt64(rule.ordersMin),
      revenueDongMin: rule.revenueDongMin,
      monthsWithSalesMin: Int(rule.monthsWithSalesMin),
      quantityThousandthsMin: rule.quantityThousandthsMin,
      quantityUnit: rule.quantityUnit
    )
    return IdentifiedFact(.leadingRule, value.id, .leadingRule(value))
  }

  private static func salesExpectation(
    _ expectation: ListingV1.SalesExpectation,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "expectation \(expectation.expectationID)")
    let value = SalesExpectation(
      id: expectation.expectationID,
      productID: expectation.productID,
      firstMonth: try fields.month(expectation.firstMonth, "first_month"),
      lastMonth: try fields.month(expectation.lastMonth, "last_month"),
      quantityMinThousandths: expectation.quantityThousandthsMin,
      quantityMaxThousandths: expectation.quantityThousandthsMax,
      statedOn: try fields.day(expectation.statedOn, "stated_on")
    )
    return IdentifiedFact(.salesExpectation, value.id, .salesExpectation(value))
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
