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

  /// Series that tell the pattern of all products: more would tell the same, later.
  static let patternSeriesMax = 1000
  /// Series whose errors intervals are drawn from where those of the rows are too few.
  static let errorSeriesMax = 500

  /// By key.
  let rows: [Row]
  private let rowErrors: ErrorQuantiles
  private let seriesErrors: ErrorQuantiles

  /// Throws `FigureOverflow` or `SeriesFault`.
  init(
    snapshot: CopySnapshot,
    scope: ForecastScope,
    filter: ForecastFilter
  ) throws {
    let facts = snapshot.facts
    let links = snapshot.links
    let map = snapshot.map(scope.report.edition)
    let sums = MonthlySeriesReader(snapshot: snapshot).sums(through: scope.lastMonth)
    let builder = SalesSeriesBuilder(facts: facts, links: links, asOf: scope.report.asOf, lastMonth: scope.lastMonth)
    let all = try builder.series(sums)
    let products = ForecastProduct.all(facts, links, rows: map.rows, status: snapshot.status(on: scope.report.asOf))
    let forecaster = Forecaster(pool: all.spread(overAtMost: Self.patternSeriesMax).map(\.months))
    var sumsByRow: [ForecastRowKey: ForecastSum] = [:]
    for series in all {
      let product = products[series.productIndex]
      guard filter.admits(series, product) else { continue }
      let key = ForecastRowKey(
        value: Self.value(of: scope.grouping, series, product, map.placer),
        unitOfSale: product.product.unitOfSale
      )
      let forecast = Self.forecast(series, forecaster, months: scope.months)
      try sumsByRow[key, default: ForecastSum(months: scope.months)].add(series, forecast)
    }
    let ofOneProduct = { (key: ForecastRowKey) in
      switch scope.grouping {
      case .product: key.value
      // On one floor it is not all of the product.
      case .floor: nil as String?
      case .everything, .unit, .province: filter.productID
      }
    }
    rows = sumsByRow.sorted { $0.key < $1.key }
      .map { Row(key: $0.key, sum: $0.value, productID: ofOneProduct($0.key)) }
    var errors = PooledErrors()
    for row in rows { errors.add(row.sum.rolling) }
    rowErrors = errors.quantiles()
    var single = PooledErrors()
    if !rowErrors.isKnown {
      for series in all.spread(overAtMost: Self.errorSeriesMax) {
        if case .success(let forecast) = Self.forecast(series, forecaster, months: 1) { single.add(forecast.rolling) }
      }
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

  private static func forecast(
    _ series: SalesSeries,
    _ forecaster: Forecaster,
    months: Int
  ) -> Result<SeriesForecast, ForecastRefusal> {
    Result { () throws(ForecastRefusal) in try forecaster.forecast(series.months, months: months) }
  }

  private static func value(
    of grouping: ForecastGrouping,
    _ series: SalesSeries,
    _ product: ForecastProduct,
    _ placer: RowPlacer
  ) -> String {
    switch grouping {
    case .everything: return ""
    case .product: return product.product.id
    case .floor: return series.floorID
    case .unit, .province:
      guard case .unit(let unit) = product.row.place else { return "" }
      guard grouping == .province else { return unit.code }
      return placer.province(of: unit)?.code ?? ""
    }
  }
}
