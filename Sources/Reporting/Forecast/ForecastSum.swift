import DomainPrimitives
import Forecasting

/// The forecasts of a row, added up from those of its series: whole thousandths and whole đồng, rounded for each
/// series, so that every breakdown of the same series has the same sum.
struct ForecastSum: Sendable {
  /// Months of the past that a row shows.
  static let historyMonthsMax = 24

  /// By month ahead.
  private(set) var quantities: [Int64]
  private(set) var revenues: [Int64]
  /// Of the last months, the last one at the end; as many as the longest series has, at most `historyMonthsMax`.
  private(set) var history: [Int64] = []
  private(set) var seriesCount = 0
  private(set) var refusals: [ForecastRefusal] = []
  /// Only where the row is one series, and that was forecast.
  private(set) var only: SeriesForecast?
  /// The sums' own past.
  private(set) var rolling = RollingForecasts()

  init(months: Int) {
    quantities = [Int64](repeating: 0, count: months)
    revenues = quantities
  }

  /// Whether every series was refused.
  var isRefused: Bool { refusals.count == seriesCount }

  /// Adds a series with its forecast. Throws `FigureOverflow`.
  mutating func add(_ series: SalesSeries, _ forecast: Result<SeriesForecast, ForecastRefusal>) throws(FigureOverflow) {
    seriesCount += 1
    let past = series.quantities.suffix(Self.historyMonthsMax)
    history.insert(contentsOf: [Int64](repeating: 0, count: max(0, past.count - history.count)), at: 0)
    for (place, quantity) in zip(history.indices.suffix(past.count), past) {
      try Self.add(quantity, to: &history[place], "the sold quantity")
    }
    switch forecast {
    case .failure(let refusal): refusals.append(refusal)
    case .success(let forecast):
      let price = series.meanPrice
      for (place, value) in forecast.values.enumerated() where quantities.indices.contains(place) {
        let quantity = Int64(clamping: value * 1000)
        try Self.add(quantity, to: &quantities[place], "the forecast quantity")
        try Self.add(Int64(clamping: Double(quantity) * price), to: &revenues[place], "the forecast revenue")
      }
      rolling.add(forecast.rolling)
      only = forecast
    }
    if seriesCount > 1 { only = nil }
  }

  private static func add(_ number: Int64, to sum: inout Int64, _ figure: String) throws(FigureOverflow) {
    let (result, overflow) = sum.addingReportingOverflow(number)
    guard !overflow else { throw FigureOverflow(figure: figure) }
    sum = result
  }
}
