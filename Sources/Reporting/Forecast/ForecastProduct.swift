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
  /// - Parameters:
  ///   - rows: Of every producer.
  ///   - status: Of the report's day.
  static func all(
    _ facts: CampaignFacts,
    _ links: FactLinks,
    rows: [RowKey],
    status: DayStatus
  ) -> [ForecastProduct] {
    facts.products.enumerated().map { index, product in
      let place = links.producerOfProduct[index]
      let survivor = place < 0 ? nil : facts.producers[place]
      return ForecastProduct(
        product: product,
        row: place < 0 ? .unknown : rows[place],
        producerType: survivor?.type ?? "",
        stars: status.products[index].stars,
        producerIDs: Set([product.producerID] + (survivor.map { [$0.id] } ?? []))
      )
    }
  }
}
