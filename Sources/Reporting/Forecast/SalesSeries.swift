import DomainPrimitives
import Forecasting

/// What was sold of a product on a floor, by month: what forecasts are made of, and added up from.
struct SalesSeries: Sendable {
  /// Place of the product in the facts.
  let productIndex: Int
  /// Empty when the store is not known yet.
  let floorID: String
  /// Units of sale, from the first month with sales to the last whole month before the report's day.
  let months: MonthlySeries
  /// Thousandths, of the same months.
  let quantities: [Int64]
  /// Whole đồng, of the same months.
  let revenues: [Int64]

  /// Đồng for a thousandth: the mean of the last 12 months with sales; 0 without any.
  var meanPrice: Double {
    let sold = quantities.indices.filter { quantities[$0] > 0 }.suffix(12)
    let quantity = sold.reduce(0.0) { $0 + Double(quantities[$1]) }
    let revenue = sold.reduce(0.0) { $0 + Double(max(revenues[$1], 0)) }
    return quantity > 0 ? revenue / quantity : 0
  }
}
