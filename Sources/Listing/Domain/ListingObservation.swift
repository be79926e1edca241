import DomainPrimitives

/// One look at a listing (bằng chứng): who looked, when, and what there was to see.
struct ListingObservation: Hashable, Sendable {
  let id: String
  let listingID: String
  let observedOn: CivilDate
  let state: ObservedState
  let observer: Observer
  /// Price shown, whole đồng for one unit of sale; 0 = none was noted.
  let priceDong: Int64
  /// Where the proof is: a link, a file's name; may be empty.
  let evidence: String
}

extension ListingObservation {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    listingID: String,
    observedOn: String,
    state: Int,
    observer: Int,
    priceDong: Int64,
    evidence: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "observation_id")
    rules.identifier(listingID, "product_listing_id")
    let observed = rules.date(observedOn, "observed_on")
    let state = rules.choice(state, "state", of: ObservedState.self)
    let observer = rules.choice(observer, "observer", of: Observer.self)
    rules.number(priceDong, "price_dong", in: 0...Order.amountMax)
    rules.optionalText(evidence, "evidence", charactersMax: WebAddress.charactersMax)
    guard rules.isClean, let observed, let state, let observer else { return nil }
    self.init(
      id: id,
      listingID: listingID,
      observedOn: observed,
      state: state,
      observer: observer,
      priceDong: priceDong,
      evidence: evidence
    )
  }
}
