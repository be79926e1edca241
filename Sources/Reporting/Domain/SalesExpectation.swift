import DomainPrimitives

/// What a producer expects to sell of a product, as it says: shown beside what is counted and forecast, never instead.
struct SalesExpectation: Hashable, Sendable {
  let id: String
  let productID: String
  /// Months that it speaks of, both included.
  let firstMonth: CivilMonth
  let lastMonth: CivilMonth
  /// Thousandths of the unit of sale a month: lowest and highest, the same when one number was named.
  let quantityMin: Int64
  let quantityMax: Int64
  let statedOn: CivilDate
}
