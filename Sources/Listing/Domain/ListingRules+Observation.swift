import DomainPrimitives

/// Rules for what was seen of listings, for prices, pauses and the rules for leading stores.
extension ListingRules {
  func check(_ observation: ListingObservation, rules: inout RuleChecker) throws {
    guard let listing = try checkedListing(observation.listingID, rules: &rules),
      let store = try facts.store(listing.storeID)
    else { return }
    if observation.observedOn < store.openedOn {
      rules.refuse(
        "observed_on",
        "before_store_opened",
        "observed_on \(observation.observedOn) is before store \(store.id) opened on \(store.openedOn); "
          + "correct one of them"
      )
    }
  }

  func check(_ price: ListingPrice, rules: inout RuleChecker) throws {
    _ = try checkedListing(price.listingID, rules: &rules)
    let others = try facts.prices(listingID: price.listingID, validFrom: price.validFrom).filter { $0 != price.id }
    if let other = others.first {
      rules.refuse(
        "valid_from",
        "second_price",
        "\(other) already is the price of listing \(price.listingID) from \(price.validFrom); to correct it, import it "
          + "again under its own identifier"
      )
    }
  }

  func check(_ pause: ListingPause, rules: inout RuleChecker) throws {
    _ = try checkedListing(pause.listingID, rules: &rules)
    guard let days = pause.days else { return }
    let other = try facts.pauses(listingID: pause.listingID).first { other in
      other.id != pause.id && other.days?.overlaps(days) ?? false
    }
    if let other {
      rules.refuse(
        "paused_on",
        "overlapping_pause",
        "listing \(pause.listingID) is paused by \(other.id) on some of the same days; give that one its resumed_on, "
          + "or correct the days"
      )
    }
  }

  func check(_ rule: LeadingRule, rules: inout RuleChecker) throws {
    guard let days = rule.days else { return }
    let other = try facts.leadingRules(level: rule.level).first { other in
      other.id != rule.id && other.days?.overlaps(days) ?? false
    }
    if let other {
      rules.refuse(
        "valid_from",
        "overlapping_rule",
        "rule \(other.id) of the same level is in force on some of the same days; give that one its valid_to, "
          + "or correct the days"
      )
    }
  }

  func checkProduct(_ id: String, rules: inout RuleChecker) throws {
    if try facts.product(id) != nil { return }
    rules.refuse(
      "product_id",
      "unknown_product",
      "no product has the identifier \(id) as far as the registry was followed; correct it, "
        + "or import the product into the registry first"
    )
  }

  /// Checks that nobody looked at it before its store opened.
  func checkLooks(
    at listing: ProductListing,
    in store: Store,
    isUpdate: Bool,
    field: String,
    rules: inout RuleChecker
  ) throws {
    if isUpdate, let first = try facts.firstObservation(listingID: listing.id), first < store.openedOn {
      rules.refuse(
        field,
        "observed_before_store_opened",
        "listing \(listing.id) was looked at on \(first), before store \(store.id) opened on \(store.openedOn); "
          + "correct one of the days"
      )
    }
  }

  func checkExternalID(of listing: ProductListing, rules: inout RuleChecker) throws {
    guard !listing.externalID.isEmpty else { return }
    let others = try facts.listings(storeID: listing.storeID, externalID: listing.externalID)
    if let other = others.first(where: { $0 != listing.id }) {
      rules.refuse(
        "external_id",
        "second_external_id",
        "the floor calls listing \(other) of the same store \(FieldText.quoted(listing.externalID)) already; "
          + "correct one of them"
      )
    }
  }

  /// The listing of an identifier; refuses one that there is not.
  func checkedListing(_ id: String, rules: inout RuleChecker) throws -> ProductListing? {
    if let listing = try facts.listing(id) { return listing }
    if !facts.isRefused(.productListing, id: id) {
      rules.refuse(
        "product_listing_id",
        "unknown_listing",
        "no listing has the identifier \(id); correct it, or import the listing first or together with this record"
      )
    }
    return nil
  }
}
