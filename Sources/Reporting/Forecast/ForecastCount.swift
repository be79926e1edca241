import DomainPrimitives
import Forecasting

/// Forecasts of every product on every floor, added up by what they are asked to be broken into.
struct ForecastCount: Sendable {
  /// A row.
  struct Row: Sendable {
    let key: ForecastRowKey
    let sum: ForecastSum
    /// The product it stands for, when it is one.
    let productID: String?
  }

  /// By key.
  let rows: [Row]
  private let rowErrors: ErrorQuantiles
  private let seriesErrors: ErrorQuantiles

  /// Adds up forecasts. Throws `FigureOverflow`.
  /// - Parameters:
  ///   - forecasts: Of the plan's rows, in their order.
  ///   - spread: Of its `spread`; asked for only where the rows are too few.
  init(
    _ plan: ForecastPlan,
    _ forecasts: [Result<SeriesForecast, ForecastRefusal>],
    spread: () -> [Result<SeriesForecast, ForecastRefusal>]
  ) throws(FigureOverflow) {
    var sums: [ForecastRowKey: ForecastSum] = [:]
    for ((key, series), forecast) in zip(plan.rows, forecasts) {
      try sums[key, default: ForecastSum(months: plan.scope.months)].add(series, forecast)
    }
    rows = sums.sorted { $0.key < $1.key }
      .map { Row(key: $0.key, sum: $0.value, productID: plan.productID(of: $0.key)) }
    var errors = PooledErrors()
    for row in rows { errors.add(row.sum.rolling) }
    rowErrors = errors.quantiles()
    var single = PooledErrors()
    if !rowErrors.isKnown {
      for case .success(let forecast) in spread() { single.add(forecast.rolling) }
    }
    seriesErrors = single.quantiles()
  }

  /// Thousandths between which a sum is meant to come true, from how far sums of the same breakdown were off; where
  /// these are too few, single series, which are further off. Nil when those are too few as well.
  func interval(around thousandths: Int64, monthsAhead: Int) -> ClosedRange<Int64>? {
    let errors = rowErrors.isKnown ? rowErrors : seriesErrors
    guard let interval = errors.interval(around: Double(thousandths), horizon: monthsAhead) else { return nil }
    return Int64(clamping: interval.lowerBound)...Int64(clamping: interval.upperBound)
  }
}
