import DomainPrimitives

/// What a producer expects to sell of a product, as it says. Shown beside what is counted and forecast, never instead.
struct SalesExpectation: Hashable, Sendable {
  let id: String
  let productID: String
  /// Months it speaks of, both included.
  let firstMonth: CivilMonth
  let lastMonth: CivilMonth
  /// Thousandths of the unit of sale a month.
  let quantityMinThousandths: Int64
  let quantityMaxThousandths: Int64
  let statedOn: CivilDate
}
