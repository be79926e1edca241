import DomainPrimitives

/// Rules between records: references, and days that must fit together. They are checked with all records of an
/// import in place, so the order within it is free.
struct ListingRules {
  let facts: any ListingFacts

  /// What is wrong with a record, given everything else. `isUpdate`: it was there before, with other contents.
  func violations(of record: ListingRecord, isUpdate: Bool) throws -> [RuleViolation] {
    var rules = RuleChecker()
    switch record {
    case .floor:
      break
    case .listingObservation(let observation):
      try check(observation, rules: &rules)
    case .listingPrice(let price):
      try check(price, rules: &rules)
    case .listingPause(let pause):
      try check(pause, rules: &rules)
    case .leadingRule(let rule):
      try check(rule, rules: &rules)
    case .salesExpectation(let expectation):
      try checkProduct(expectation.productID, rules: &rules)
    case .store(let store):
      try check(store, isUpdate: isUpdate, rules: &rules)
    case .paymentAccount(let account):
      try checkProducer(account.producerID, rules: &rules)
    case .productListing(let listing):
      try check(listing, isUpdate: isUpdate, rules: &rules)
    case .order(let order):
      try checkSale(
        from: order.orderedOn,
        to: order.orderedOn,
        listingID: order.listingID,
        field: "ordered_on",
        rules: &rules
      )
    case .monthlySales(let sales):
      try check(sales, rules: &rules)
    }
    return rules.violations
  }

  private func check(_ store: Store, isUpdate: Bool, rules: inout RuleChecker) throws {
    try checkProducer(store.producerID, rules: &rules)
    if try !facts.hasFloor(store.floorID), !facts.isRefused(.floor, id: store.floorID) {
      rules.refuse(
        "floor_id",
        "unknown_floor",
        "no floor has the identifier \(store.floorID); correct it, "
          + "or import the floor first or together with this record"
      )
    }
    guard isUpdate else { return }
    for listing in try facts.listings(storeID: store.id) {
      if let product = try facts.product(listing.productID),
        try !facts.isSameProducer(product.producerID, as: store.producerID)
      {
        rules.refuse(
          "producer_id",
          "listings_of_another_producer",
          "listing \(listing.id) in this store is of product \(product.id) of producer \(product.producerID); "
            + "correct producer_id or move the listing"
        )
      }
      try checkLooks(at: listing, in: store, isUpdate: true, field: "opened_on", rules: &rules)
      if let objection = try salesObjection(listing: listing, store: store) {
        rules.refuse("opened_on", "sales_outside_opening", "\(objection); correct opened_on, closed_on or those sales")
      }
    }
  }

  private func check(_ listing: ProductListing, isUpdate: Bool, rules: inout RuleChecker) throws {
    let store = try facts.store(listing.storeID)
    if store == nil, !facts.isRefused(.store, id: listing.storeID) {
      rules.refuse(
        "store_id",
        "unknown_store",
        "no store has the identifier \(listing.storeID); correct it, "
          + "or import the store first or together with this record"
      )
    }
    let product = try facts.product(listing.productID)
    if product == nil { try checkProduct(listing.productID, rules: &rules) }
    try checkExternalID(of: listing, rules: &rules)
    guard let store else { return }
    if let product, try !facts.isSameProducer(product.producerID, as: store.producerID) {
      rules.refuse(
        "product_id",
        "product_of_another_producer",
        "product \(product.id) is of producer \(product.producerID), but store \(store.id) is of \(store.producerID); "
          + "correct the product or the store"
      )
    }
    if let observed = listing.observedOn, observed < store.openedOn {
      rules.refuse(
        "observed_on",
        "before_store_opened",
        "observed_on \(observed) is before store \(store.id) opened on \(store.openedOn); correct one of them"
      )
    }
    try checkLooks(at: listing, in: store, isUpdate: isUpdate, field: "store_id", rules: &rules)
    if isUpdate, let objection = try salesObjection(listing: listing, store: store) {
      rules.refuse("product_listing_id", "sales_outside_listing", "\(objection); correct the days or those sales")
    }
  }

  private func check(_ sales: MonthlySales, rules: inout RuleChecker) throws {
    try checkSale(
      from: sales.month.firstDay,
      to: sales.month.lastDay,
      listingID: sales.listingID,
      field: "month",
      rules: &rules
    )
    let others = try facts.monthlySales(listingID: sales.listingID, month: sales.month).filter { $0 != sales.id }
    if let other = others.first {
      rules.refuse(
        "month",
        "second_total",
        "\(other) already holds the total of listing \(sales.listingID) for \(sales.month), and a second one would "
          + "count twice; to correct it, import it again under its own identifier"
      )
    }
  }

  private func checkSale(
    from first: CivilDate,
    to last: CivilDate,
    listingID: String,
    field: String,
    rules: inout RuleChecker
  ) throws {
    guard let listing = try checkedListing(listingID, rules: &rules), let store = try facts.store(listing.storeID)
    else { return }
    if let objection = SaleRules.objection(toSaleFrom: first, to: last, listing: listing, store: store) {
      rules.refuse(field, "listing_not_live", "\(objection), so it cannot have sold then; correct one of the days")
    }
  }

  /// What is wrong with the sales already recorded for a listing; nil when they fit. Only the first and the last are
  /// looked at: what lies between fits when they do.
  private func salesObjection(listing: ProductListing, store: Store) throws -> String? {
    if let days = try facts.orderDays(listingID: listing.id) {
      for day in [days.lowerBound, days.upperBound] {
        if let objection = SaleRules.objection(toSaleFrom: day, to: day, listing: listing, store: store) {
          return "there is an order of \(day), but \(objection)"
        }
      }
    }
    if let months = try facts.totalMonths(listingID: listing.id) {
      for month in [months.lowerBound, months.upperBound] {
        let objection = SaleRules.objection(
          toSaleFrom: month.firstDay,
          to: month.lastDay,
          listing: listing,
          store: store
        )
        if let objection { return "there is a total for \(month), but \(objection)" }
      }
    }
    return nil
  }

  private func checkProducer(_ id: String, rules: inout RuleChecker) throws {
    if try facts.hasProducer(id) { return }
    rules.refuse(
      "producer_id",
      "unknown_producer",
      "no producer has the identifier \(id) as far as the registry was followed; correct it, "
        + "or import the producer into the registry first"
    )
  }
}
