import DomainPrimitives

/// What was decided about every producer and product on a day, without the facts that decided: `DayEvidence` gives
/// those of the few records that are shown. It does not depend on the map.
struct DayStatus: Sendable {
  /// Of each figure nil where the producer is counted, else why not.
  struct ProducerStatus: Sendable {
    let registered: Reason?
    let store: Reason?
    let account: Reason?
    /// The highest of its products' stars; 0 without a valid recognition.
    let stars: Int
  }

  /// Of each figure nil where the product is counted, else why not.
  struct ProductStatus: Sendable {
    let recognised: Reason?
    let anyFloor: Reason?
    let everyFloor: Reason?
    let state: RecognitionState
    /// Place, among the product's recognitions, of the one that governs: issued last by the day; nil before the first.
    let governing: Int?
    let isInSeason: Bool
    /// Those of its valid recognition; 0 without one.
    let stars: Int
  }

  let asOf: CivilDate
  let producers: [ProducerStatus]
  let products: [ProductStatus]
  /// By product and floor.
  private let floorReasons: [Reason?]
  private let floorCount: Int

  /// - Parameter days: Of these facts.
  init(_ facts: CampaignFacts, _ links: FactLinks, _ days: DayFacts, asOf: CivilDate) {
    self.asOf = asOf
    floorCount = facts.floors.count
    var rule = ProductDayRule(facts, links, days, on: asOf)
    products = facts.products.indices.map { rule.status(ofProductAt: $0) }
    floorReasons = rule.floorReasons
    var stars = [Int](repeating: 0, count: facts.producers.count)
    for (index, status) in products.enumerated() {
      let producer = links.producerOfProduct[index]
      if producer >= 0 { stars[producer] = max(stars[producer], status.stars) }
    }
    producers = days.producers.enumerated().map { index, producer in
      let registered = ProducerRule.reason(producer, on: asOf)
      let stores = days.stores.range(of: index).lazy.map { days.stores.values[$0].days }
      let accounts = days.accounts.range(of: index).lazy.map { days.accounts.values[$0] }
      return ProducerStatus(
        registered: registered,
        store: registered ?? StoreRule.reason(stores, on: asOf),
        account: registered ?? StoreRule.accountReason(accounts, on: asOf),
        stars: stars[index]
      )
    }
  }

  /// Why a product is not listed on a floor, by their places; nil when it is.
  func reason(ofProduct product: Int, onFloor floor: Int) -> Reason? {
    floorReasons[product * floorCount + floor]
  }
}
