import DomainPrimitives

/// A product with what forecasts are broken down and filtered by.
struct ForecastProduct: Sendable {
  let product: Product
  /// Of the producer that its own counts as.
  let row: RowKey
  /// Of that producer; empty when it is not told.
  let producerType: String
  /// Of its recognition that is valid on the report's day; 0 without one.
  let stars: Int
  /// Its producer, and the one that this was merged into.
  let producerIDs: Set<String>

  /// Every product of the facts, in their order.
  static func all(_ facts: CampaignFacts, _ links: FactLinks, placer: RowPlacer, on date: CivilDate)
    -> [ForecastProduct]
  {
    let rows = placer.keys(of: facts.producers)
    return facts.products.enumerated().map { index, product in
      let survivor = links.survivorIndex(of: product.producerID)
      let governing = RecognitionRule.governing(links.recognitionsByProduct[index], on: date)
      let isValid = governing?.state(on: date, under: facts.rules).isValid ?? false
      let stars = isValid ? governing?.stars ?? 0 : 0
      return ForecastProduct(
        product: product,
        row: survivor.map { rows[$0] } ?? .unknown,
        producerType: survivor.map { facts.producers[$0].type } ?? "",
        stars: stars,
        producerIDs: Set([product.producerID] + (survivor.map { [facts.producers[$0].id] } ?? []))
      )
    }
  }
}
