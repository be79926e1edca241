import DomainPrimitives
import Forecasting

/// What is to be forecast for an answer: every series that is asked for, with the row that it belongs to. Series are
/// forecast one by one, and for a country that takes seconds: whoever does it can do it in parts.
struct ForecastPlan: Sendable {
  /// Series that tell the pattern of all products: more would tell the same, later.
  static let patternSeriesMax = 1000
  /// Series whose errors intervals are drawn from where those of the rows are too few.
  static let errorSeriesMax = 500

  let scope: ForecastScope
  /// By product, then floor.
  let rows: [(key: ForecastRowKey, series: SalesSeries)]
  /// At most `errorSeriesMax` of all series there are.
  let spread: [SalesSeries]
  private let forecaster: Forecaster
  private let filterProductID: String?

  /// Throws `SeriesFault`.
  init(snapshot: CopySnapshot, scope: ForecastScope, filter: ForecastFilter) throws {
    self.scope = scope
    let facts = snapshot.facts
    let links = snapshot.links
    let map = snapshot.map(scope.report.edition)
    let sums = MonthlySeriesReader(snapshot: snapshot).sums(through: scope.lastMonth)
    let builder = SalesSeriesBuilder(facts: facts, links: links, asOf: scope.report.asOf, lastMonth: scope.lastMonth)
    let all = try builder.series(sums)
    let products = ForecastProduct.all(facts, links, rows: map.rows, status: snapshot.status(on: scope.report.asOf))
    forecaster = Forecaster(pool: all.spread(overAtMost: Self.patternSeriesMax).map(\.months))
    spread = all.spread(overAtMost: Self.errorSeriesMax)
    filterProductID = filter.productID
    rows = all.compactMap { series in
      let product = products[series.productIndex]
      guard filter.admits(series, product) else { return nil }
      let value = Self.value(of: scope.grouping, series, product, map.placer)
      return (ForecastRowKey(value: value, unitOfSale: product.product.unitOfSale), series)
    }
  }

  /// The forecast of a row's series.
  func forecast(_ series: SalesSeries) -> Result<SeriesForecast, ForecastRefusal> {
    forecast(series, months: scope.months)
  }

  /// Forecasts of `spread`, a month ahead.
  func spreadForecasts() -> [Result<SeriesForecast, ForecastRefusal>] {
    spread.map { forecast($0, months: 1) }
  }

  /// The product that a row stands for, when it is one.
  func productID(of key: ForecastRowKey) -> String? {
    switch scope.grouping {
    case .product: key.value
    // On one floor it is not all of the product.
    case .floor: nil
    case .everything, .unit, .province: filterProductID
    }
  }

  private func forecast(_ series: SalesSeries, months: Int) -> Result<SeriesForecast, ForecastRefusal> {
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
