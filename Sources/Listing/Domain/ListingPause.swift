import DomainPrimitives

/// Days on which a listing was off sale, though not ended.
struct ListingPause: Hashable, Sendable {
  let id: String
  let listingID: String
  /// First day off sale.
  let pausedOn: CivilDate
  /// First day on sale again; nil while it is paused.
  let resumedOn: CivilDate?
  let reason: NotLiveReason?

  /// The days off sale. Nil cannot come: the order of the days is checked before a pause is made.
  var days: DateInterval? { try? DateInterval(start: pausedOn, end: resumedOn) }
}

extension ListingPause {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    listingID: String,
    pausedOn: String,
    resumedOn: String,
    reason: Int,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "pause_id")
    rules.identifier(listingID, "product_listing_id")
    let paused = rules.date(pausedOn, "paused_on")
    let resumed = rules.optionalDate(resumedOn, "resumed_on")
    if let paused, let resumed, resumed <= paused {
      rules.refuse(
        "resumed_on",
        "out_of_order",
        "resumed_on \(resumed) must be after paused_on \(paused), since it is the first day on sale again; "
          + "correct one of them"
      )
    }
    let reason = reason == 0 ? nil : rules.choice(reason, "reason", of: NotLiveReason.self)
    guard rules.isClean, let paused else { return nil }
    self.init(id: id, listingID: listingID, pausedOn: paused, resumedOn: resumed, reason: reason)
  }
}
