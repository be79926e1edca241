import DomainPrimitives

/// A product in a store (sản phẩm đăng bán). Planned, declared, accepted and observed are facts of their own.
struct ProductListing: Hashable, Sendable {
  let id: String
  let storeID: String
  let productID: String
  let plannedOn: CivilDate?
  let declaredOn: CivilDate?
  let acceptedOn: CivilDate?
  /// Day somebody saw it live: from here it counts as listed.
  let observedOn: CivilDate?
  /// Day it was taken off; nil while live.
  let endedOn: CivilDate?
  let notLiveReason: NotLiveReason?
  /// The floor's own identifier of it, unique in its store; may be empty.
  let externalID: String
  /// Where anybody can see it; may be empty.
  let url: String

  /// The first day on which anybody says it was in the store: declared, accepted or seen; nil when nobody does.
  var firstSaidLiveOn: CivilDate? {
    [declaredOn, acceptedOn, observedOn].compactMap { $0 }.min()
  }
}

extension ProductListing {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    storeID: String,
    productID: String,
    plannedOn: String,
    declaredOn: String,
    acceptedOn: String,
    observedOn: String,
    endedOn: String,
    notLiveReason: Int,
    externalID: String,
    url: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "product_listing_id")
    rules.identifier(storeID, "store_id")
    rules.identifier(productID, "product_id")
    let planned = rules.optionalDate(plannedOn, "planned_on")
    let declared = rules.optionalDate(declaredOn, "declared_on")
    let accepted = rules.optionalDate(acceptedOn, "accepted_on")
    let observed = rules.optionalDate(observedOn, "observed_on")
    let ended = rules.optionalDate(endedOn, "ended_on")
    Self.checkOrder(
      [("declared_on", declared), ("accepted_on", accepted), ("observed_on", observed), ("ended_on", ended)],
      rules: &rules
    )
    if ended != nil, declaredOn.isEmpty, observedOn.isEmpty {
      rules.refuse(
        "ended_on",
        "ended_but_never_listed",
        "ended_on is set, but the listing was neither declared nor seen live; give declared_on or observed_on"
      )
    }
    let reason = notLiveReason == 0 ? nil : rules.choice(notLiveReason, "not_live_reason", of: NotLiveReason.self)
    if [plannedOn, declaredOn, acceptedOn, observedOn].allSatisfy(\.isEmpty), notLiveReason == 0 {
      rules.refuse(
        "planned_on",
        "no_fact",
        "the listing has no day and no reason; give the day it was planned, declared, accepted or seen live, "
          + "or why it is not live"
      )
    }
    rules.optionalText(externalID, "external_id", charactersMax: 100)
    WebAddress.check(url, "url", charactersMax: WebAddress.charactersMax, rules: &rules)
    guard rules.isClean else { return nil }
    self.init(
      id: id,
      storeID: storeID,
      productID: productID,
      plannedOn: planned,
      declaredOn: declared,
      acceptedOn: accepted,
      observedOn: observed,
      endedOn: ended,
      notLiveReason: reason,
      externalID: externalID,
      url: url
    )
  }

  /// Of the days that are set, none may be before the one set before it.
  private static func checkOrder(_ days: [(field: String, day: CivilDate?)], rules: inout RuleChecker) {
    let set = days.filter { $0.day != nil }
    for (earlier, later) in zip(set, set.dropFirst()) {
      rules.order(earlier.day, earlier.field, later.day, later.field)
    }
  }
}
