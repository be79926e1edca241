/// What a forecast's row stands for. Quantities of different units of sale are never added, so each has its own row.
struct ForecastRowKey: Hashable, Comparable, Sendable {
  /// Of the dimension; empty for everything, and where it cannot be told.
  let value: String
  let unitOfSale: String

  static func < (left: ForecastRowKey, right: ForecastRowKey) -> Bool {
    (left.value, left.unitOfSale) < (right.value, right.unitOfSale)
  }
}
